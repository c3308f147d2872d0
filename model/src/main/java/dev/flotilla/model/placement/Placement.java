package dev.flotilla.model.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Objects;

/**
 * A non-global unit bound to a machine by the scheduler.
 *
 * @param term the leader's fencing token that decided it
 * @param revision the store's revision; 0 when it is not stored yet
 */
public record Placement(
        UnitName unit, MachineId machine, long term, Explanation explanation, Instant since, long revision) {
    public Placement {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(explanation, "explanation");
        Objects.requireNonNull(since, "since");
    }

    public Placement withRevision(long newRevision) {
        return new Placement(unit, machine, term, explanation, since, newRevision);
    }
}
