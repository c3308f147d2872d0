/** Who leads the schedulers. */
@NullMarked
package dev.flotilla.registry.election;

import org.jspecify.annotations.NullMarked;
