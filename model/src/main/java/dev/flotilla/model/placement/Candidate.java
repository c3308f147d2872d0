package dev.flotilla.model.placement;

import dev.flotilla.model.machine.MachineId;
import java.util.Map;
import java.util.Objects;

/**
 * A machine that satisfied every constraint.
 *
 * @param total higher is better
 * @param scores the weighted parts of the total by name, for example {@code fewest-units}
 */
public record Candidate(MachineId machine, double total, Map<String, Double> scores) {
    public Candidate {
        Objects.requireNonNull(machine, "machine");
        scores = Map.copyOf(scores);
    }
}
