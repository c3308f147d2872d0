package dev.flotilla.simulation.scenario;

import java.time.Duration;
import java.util.List;

/**
 * A run's plan.
 *
 * @param length faults end after it
 */
public record Scenario(long seed, int registries, int schedulers, int machines, Duration length, List<Planned> steps) {

    /**
     * @param number names it within its scenario
     * @param at since the beginning of the run
     */
    public record Planned(int number, Duration at, Step step) {}

    public Scenario {
        steps = List.copyOf(steps);
    }

    /** The same with only these steps. */
    public Scenario with(List<Planned> kept) {
        return new Scenario(seed, registries, schedulers, machines, length, kept);
    }
}
