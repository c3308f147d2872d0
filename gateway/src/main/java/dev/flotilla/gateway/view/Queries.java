package dev.flotilla.gateway.view;

import dev.flotilla.gateway.view.MachineView.Occupant;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is asked of the records. All lists are sorted: units by name, machines by id, states by unit and machine. */
public final class Queries {
    private Queries() {}

    public static Stream<UnitView> units(Records records) {
        return records.units().values().stream().map(unit -> view(records, unit));
    }

    public static Optional<UnitView> unit(Records records, UnitName name) {
        return records.unit(name).map(unit -> view(records, unit));
    }

    private static UnitView view(Records records, Unit unit) {
        return new UnitView(
                unit,
                records.placement(unit.name()),
                records.pending(unit.name()),
                List.copyOf(records.states(unit.name()).values()));
    }

    public static Stream<UnitState> states(Records records, Optional<UnitName> unit, Optional<MachineId> machine) {
        Collection<UnitName> names = unit.<Collection<UnitName>>map(List::of)
                .orElseGet(() -> records.states().keySet());
        return names.stream()
                .flatMap(name -> records.states(name).values().stream())
                .filter(state -> machine.isEmpty() || state.machine().equals(machine.get()));
    }

    /** Machines that are not lost. */
    public static Stream<Machine> machinesOnline(Records records) {
        return records.machines().values().stream().filter(machine -> machine.status() != MachineStatus.LOST);
    }

    /** Each machine with what it is to run and what it still has. */
    public static List<MachineView> machines(Records records, boolean withLost) {
        return machines(records, machine -> withLost || machine.status() != MachineStatus.LOST);
    }

    /** The one machine that is meant; empty when none or several begin so. */
    public static Optional<MachineView> machine(Records records, MachineSelector selector) {
        return selector.resolve(records.machines().keySet())
                .map(id -> machines(records, machine -> machine.id().equals(id)).getFirst());
    }

    private static List<MachineView> machines(Records records, Predicate<Machine> wanted) {
        Map<MachineId, List<Unit>> placed = placedByMachine(records);
        Map<MachineId, List<UnitState>> states = statesByMachine(records);
        List<Unit> globals = records.units().values().stream()
                .filter(unit -> unit.requirements().global())
                .toList();
        return records.machines().values().stream()
                .filter(wanted)
                .map(machine -> new MachineView(
                        machine,
                        occupants(
                                records,
                                machine,
                                placed.getOrDefault(machine.id(), List.of()),
                                states.getOrDefault(machine.id(), List.of()),
                                globals)))
                .toList();
    }

    private static Map<MachineId, List<Unit>> placedByMachine(Records records) {
        Map<MachineId, List<Unit>> placed = new HashMap<>();
        records.placements().values().forEach(placement -> records.unit(placement.unit())
                .ifPresent(unit -> placed.computeIfAbsent(placement.machine(), id -> new ArrayList<>())
                        .add(unit)));
        return placed;
    }

    private static Map<MachineId, List<UnitState>> statesByMachine(Records records) {
        Map<MachineId, List<UnitState>> states = new HashMap<>();
        records.states()
                .values()
                .forEach(onMachines -> onMachines.forEach((machine, state) ->
                        states.computeIfAbsent(machine, id -> new ArrayList<>()).add(state)));
        return states;
    }

    private static List<Occupant> occupants(
            Records records, Machine machine, List<Unit> placed, List<UnitState> states, List<Unit> globals) {
        var names = new TreeSet<UnitName>();
        placed.forEach(unit -> names.add(unit.name()));
        states.forEach(state -> names.add(state.unit()));
        if (machine.status() != MachineStatus.LOST) {
            GlobalUnits.eligible(globals, machine.effectiveMetadata(), placed).forEach(unit -> names.add(unit.name()));
        }
        return names.stream()
                .map(name -> new Occupant(name, records.unit(name), records.state(name, machine.id())))
                .toList();
    }
}
