/** The one thread everything in the scheduler happens on. */
@NullMarked
package dev.flotilla.scheduler.loop;

import org.jspecify.annotations.NullMarked;
