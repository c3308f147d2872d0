/** The cluster as the watch tells it. */
@NullMarked
package dev.flotilla.scheduler.mirror;

import org.jspecify.annotations.NullMarked;
