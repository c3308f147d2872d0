package dev.flotilla.registry.state;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;
import java.util.Optional;

/**
 * Which states to list.
 *
 * @param limit 0 for all
 * @param after only states after this place in the order of unit, then machine
 */
public record StateQuery(
        Optional<MachineId> machine, Optional<UnitName> unit, int limit, Optional<Place> after, long minRevision) {
    public StateQuery {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(after, "after");
    }

    /**
     * A place in the list.
     *
     * @param machine empty: after the unit's last machine
     */
    public record Place(UnitName unit, Optional<MachineId> machine) {}
}
