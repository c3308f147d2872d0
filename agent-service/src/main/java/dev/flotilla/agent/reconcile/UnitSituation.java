package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.runtime.RuntimeUnit;
import java.util.Optional;

/**
 * All there is to know about one unit when it is decided what to do about it.
 *
 * @param assignment empty: this machine is not to run it
 * @param observed empty: the runtime has nothing of it
 * @param achieved how far the agent brought it; empty: it does not know, for example after its data were lost
 * @param flight what is under way
 * @param fenced the registry may soon take this machine for lost
 */
public record UnitSituation(
        Optional<Assignment> assignment,
        Optional<RuntimeUnit> observed,
        Optional<Achieved> achieved,
        Optional<Flight> flight,
        boolean fenced) {}
