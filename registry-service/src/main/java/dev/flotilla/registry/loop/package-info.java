/** The one thread that owns the registry's memory, and its time. */
@NullMarked
package dev.flotilla.registry.loop;

import org.jspecify.annotations.NullMarked;
