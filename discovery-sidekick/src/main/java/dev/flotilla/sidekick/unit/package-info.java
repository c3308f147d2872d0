/** The machine's units and what they offer. */
@NullMarked
package dev.flotilla.sidekick.unit;

import org.jspecify.annotations.NullMarked;
