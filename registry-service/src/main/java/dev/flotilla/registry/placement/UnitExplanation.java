package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a unit is where it is.
 *
 * @param verdicts for a global unit: each machine
 * @param summary in a sentence
 */
public record UnitExplanation(
        Optional<Placement> placement, Optional<Pending> pending, List<Verdict> verdicts, String summary) {
    public UnitExplanation {
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(pending, "pending");
        verdicts = List.copyOf(verdicts);
        Objects.requireNonNull(summary, "summary");
    }

    /**
     * Whether a global unit runs on a machine.
     *
     * @param reason why not; empty when it does
     */
    public record Verdict(MachineId machine, boolean eligible, String reason) {}
}
