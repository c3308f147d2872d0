/** The promises, checked against what the store holds. */
@NullMarked
package dev.flotilla.simulation.check;

import org.jspecify.annotations.NullMarked;
