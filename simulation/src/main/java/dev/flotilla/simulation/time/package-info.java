/** Virtual time: one queue of events for everything, processes that crash, stand still and have clocks of their own. */
@NullMarked
package dev.flotilla.simulation.time;

import org.jspecify.annotations.NullMarked;
