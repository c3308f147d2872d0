/** The scheduler: follows the cluster, and while it leads turns what it sees into plans. */
@NullMarked
package dev.flotilla.scheduler;

import org.jspecify.annotations.NullMarked;
