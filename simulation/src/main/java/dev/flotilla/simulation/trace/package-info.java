/** What is written down of a run. */
@NullMarked
package dev.flotilla.simulation.trace;

import org.jspecify.annotations.NullMarked;
