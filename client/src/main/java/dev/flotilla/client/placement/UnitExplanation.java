package dev.flotilla.client.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import java.util.List;
import java.util.Optional;

/**
 * Why a unit is where it is.
 *
 * @param placement empty when the unit is global, inactive or waiting
 * @param pending why it waits
 * @param verdicts for a global unit: each machine and why it runs there or not
 * @param summary all of it in a sentence
 */
public record UnitExplanation(
        Optional<Placement> placement, Optional<Pending> pending, List<Verdict> verdicts, String summary) {
    public UnitExplanation {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * Whether a global unit runs on a machine.
     *
     * @param reason why not; empty when eligible
     */
    public record Verdict(MachineId machine, boolean eligible, String reason) {}
}
