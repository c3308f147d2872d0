package dev.flotilla.client.state;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.util.Optional;

/**
 * Which unit states are wanted.
 *
 * @param machine only this machine's
 * @param unit only this unit's
 * @param limit at most so many; 0: all
 * @param after only entries after this one
 */
public record StateQuery(Optional<MachineId> machine, Optional<UnitName> unit, int limit, Optional<Position> after) {
    /** An entry's place in the list. */
    public record Position(UnitName unit, MachineId machine) {}

    public StateQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit is not negative: " + limit);
        }
    }

    public static StateQuery all() {
        return new StateQuery(Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    public StateQuery ofMachine(MachineId id) {
        return new StateQuery(Optional.of(id), unit, limit, after);
    }

    public StateQuery ofUnit(UnitName name) {
        return new StateQuery(machine, Optional.of(name), limit, after);
    }

    public StateQuery page(int size, Optional<Position> last) {
        return new StateQuery(machine, unit, size, last);
    }
}
