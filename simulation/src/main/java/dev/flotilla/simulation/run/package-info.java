/** Carries a scenario out, and makes a failing one short. */
@NullMarked
package dev.flotilla.simulation.run;

import org.jspecify.annotations.NullMarked;
