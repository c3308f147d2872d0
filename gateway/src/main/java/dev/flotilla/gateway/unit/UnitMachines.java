package dev.flotilla.gateway.unit;

import dev.flotilla.gateway.view.Queries;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.gateway.view.UnitView;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which machines to ask about a unit.
 *
 * @param machines in the order of ids; at least one
 * @param states what they reported of it
 */
public record UnitMachines(List<Machine> machines, Map<MachineId, UnitState> states) {
    public UnitMachines {
        machines = List.copyOf(machines);
        states = Map.copyOf(states);
    }

    /**
     * The machines that have the unit or are to have it. {@link FlotillaError.NotFound} when there is no such unit
     * anywhere, {@link FlotillaError.Conflict} when it is on no machine.
     *
     * @param only of these the one that is meant
     */
    public static UnitMachines of(Records records, UnitName name, Optional<MachineSelector> only) {
        Optional<UnitView> unit = Queries.unit(records, name);
        Map<MachineId, UnitState> states = records.states(name);
        if (unit.isEmpty() && states.isEmpty()) {
            throw new FlotillaError.NotFound("unit " + name + " does not exist").asException();
        }
        var ids = new TreeSet<>(states.keySet());
        unit.flatMap(UnitView::placement).map(Placement::machine).ifPresent(ids::add);
        List<Machine> machines = ids.stream()
                .filter(id -> only.isEmpty() || only.get().matching(ids).contains(id))
                .flatMap(id -> records.machine(id).stream())
                .toList();
        if (machines.isEmpty()) {
            throw new FlotillaError.Conflict(nowhere(name, unit, only)).asException();
        }
        return new UnitMachines(machines, states);
    }

    private static String nowhere(UnitName name, Optional<UnitView> unit, Optional<MachineSelector> only) {
        if (only.isPresent()) {
            return "unit " + name + " is not on a machine " + only.get();
        }
        return unit.flatMap(UnitView::pending)
                .map(pending -> "unit " + name + " is on no machine: "
                        + pending.explanation().summary())
                .orElse("unit " + name + " is on no machine");
    }
}
