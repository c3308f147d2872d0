/** Connections between processes: late, in order, cut in one direction or both, broken. */
@NullMarked
package dev.flotilla.simulation.network;

import org.jspecify.annotations.NullMarked;
