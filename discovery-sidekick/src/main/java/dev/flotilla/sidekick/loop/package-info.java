/** The one thread that owns the sidekick's memory, and its time. */
@NullMarked
package dev.flotilla.sidekick.loop;

import org.jspecify.annotations.NullMarked;
