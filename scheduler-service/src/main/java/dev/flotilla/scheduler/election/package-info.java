/** Which of the schedulers leads. */
@NullMarked
package dev.flotilla.scheduler.election;

import org.jspecify.annotations.NullMarked;
