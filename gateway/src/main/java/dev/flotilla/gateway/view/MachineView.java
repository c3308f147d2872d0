package dev.flotilla.gateway.view;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A machine and what it has to do with units.
 *
 * @param occupants what it is to run, and what it still has, in the order of names
 */
public record MachineView(Machine machine, List<Occupant> occupants) {
    /**
     * @param unit empty when the unit is destroyed and the machine has not stopped it yet
     * @param state empty when the machine has reported nothing of it yet
     */
    public record Occupant(UnitName name, Optional<Unit> unit, Optional<UnitState> state) {}

    public MachineView {
        Objects.requireNonNull(machine, "machine");
        occupants = List.copyOf(occupants);
    }
}
