/** The cores put together with simulated edges. */
@NullMarked
package dev.flotilla.simulation.node;

import org.jspecify.annotations.NullMarked;
