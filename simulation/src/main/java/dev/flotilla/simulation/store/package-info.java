/** A store in memory and each replica's way to it. */
@NullMarked
package dev.flotilla.simulation.store;

import org.jspecify.annotations.NullMarked;
