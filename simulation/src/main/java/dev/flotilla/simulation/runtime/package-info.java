/** What runs units on a simulated machine. */
@NullMarked
package dev.flotilla.simulation.runtime;

import org.jspecify.annotations.NullMarked;
