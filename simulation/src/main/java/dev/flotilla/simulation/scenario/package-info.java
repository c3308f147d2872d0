/** What happens in a run: users' calls and faults, from a seed. */
@NullMarked
package dev.flotilla.simulation.scenario;

import org.jspecify.annotations.NullMarked;
