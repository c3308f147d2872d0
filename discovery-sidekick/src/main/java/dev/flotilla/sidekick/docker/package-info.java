/** The machine's containers: their ports, and what they say of themselves by registrator's rules. */
@NullMarked
package dev.flotilla.sidekick.docker;

import org.jspecify.annotations.NullMarked;
