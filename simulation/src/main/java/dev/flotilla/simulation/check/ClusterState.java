package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the store holds at one revision, as records.
 *
 * @param term of the leader: the create revision of its key; 0 when nobody leads
 */
record ClusterState(
        SortedMap<UnitName, Unit> units,
        SortedMap<UnitName, Placement> placements,
        SortedMap<MachineId, Machine> machines,
        long term) {

    List<Unit> placedOn(MachineId machine) {
        List<Unit> placed = new ArrayList<>();
        for (Placement placement : placements.values()) {
            Unit unit = units.get(placement.unit());
            if (unit != null && placement.machine().equals(machine) && unit.desired() != DesiredState.INACTIVE) {
                placed.add(unit);
            }
        }
        return placed;
    }

    Optional<MachineId> machineOf(UnitName unit) {
        return Optional.ofNullable(placements.get(unit)).map(Placement::machine);
    }

    Map<UnitName, Wanted> assigned(Machine machine) {
        Map<UnitName, Wanted> assigned = new TreeMap<>();
        List<Unit> placed = placedOn(machine.id());
        GlobalUnits.eligible(units.values(), machine.effectiveMetadata(), placed)
                .forEach(unit -> assigned.put(unit.name(), Wanted.of(unit)));
        placed.forEach(unit -> assigned.put(unit.name(), Wanted.of(unit)));
        return assigned;
    }

    /** Why the unit may not be on this machine beside what else is there; empty when it may. */
    Optional<String> objection(Unit unit, Machine machine) {
        var wants = unit.requirements();
        if (wants.global()) {
            return Optional.of("it is global");
        }
        if (wants.machineId().filter(id -> !id.matches(machine.id())).isPresent()) {
            return Optional.of("it asks for another machine");
        }
        if (!wants.metadata().matches(machine.effectiveMetadata())) {
            return Optional.of("metadata " + machine.effectiveMetadata() + " do not match");
        }
        if (wants.machineOf().isPresent()
                && !assigned(machine).containsKey(wants.machineOf().get())) {
            return Optional.of(wants.machineOf().get() + " is not there");
        }
        return placedOn(machine.id()).stream()
                .filter(other -> wants.conflictsWith(unit.name(), other.name(), other.requirements()))
                .findFirst()
                .map(other -> "it conflicts with " + other.name());
    }
}
