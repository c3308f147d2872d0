package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.requirement.Resources;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the store holds at one revision, as records. */
final class ClusterState {
    private final SortedMap<UnitName, Unit> units;
    private final SortedMap<UnitName, Placement> placements;
    private final SortedMap<MachineId, Machine> machines;
    private final long term;
    private final boolean braked;
    private final Map<MachineId, List<Unit>> placed = new HashMap<>();
    private final Map<MachineId, List<Unit>> lostWith = new HashMap<>();
    private final List<Unit> globals;

    /**
     * @param term of the leader: the create revision of its key; 0 when nobody leads
     * @param braked units are to stay on lost machines
     */
    ClusterState(
            SortedMap<UnitName, Unit> units,
            SortedMap<UnitName, Placement> placements,
            SortedMap<UnitName, Pending> pending,
            SortedMap<MachineId, Machine> machines,
            long term,
            boolean braked) {
        this.units = units;
        this.placements = placements;
        this.machines = machines;
        this.term = term;
        this.braked = braked;
        for (Placement placement : placements.values()) {
            Unit unit = units.get(placement.unit());
            if (unit != null && unit.desired() != DesiredState.INACTIVE) {
                placed.computeIfAbsent(placement.machine(), m -> new ArrayList<>())
                        .add(unit);
            }
        }
        for (Pending waiting : pending.values()) {
            Unit unit = units.get(waiting.unit());
            if (unit != null && unit.desired() != DesiredState.INACTIVE && !placements.containsKey(unit.name())) {
                waiting.lostWith().ifPresent(machine -> lostWith.computeIfAbsent(machine, m -> new ArrayList<>())
                        .add(unit));
            }
        }
        this.globals = units.values().stream()
                .filter(unit -> unit.requirements().global())
                .toList();
    }

    SortedMap<UnitName, Unit> units() {
        return units;
    }

    SortedMap<UnitName, Placement> placements() {
        return placements;
    }

    SortedMap<MachineId, Machine> machines() {
        return machines;
    }

    long term() {
        return term;
    }

    boolean braked() {
        return braked;
    }

    List<Unit> placedOn(MachineId machine) {
        return placed.getOrDefault(machine, List.of());
    }

    Optional<MachineId> machineOf(UnitName unit) {
        return Optional.ofNullable(placements.get(unit)).map(Placement::machine);
    }

    /** What is placed there, and the global units that run beside it. */
    private List<Unit> unitsOn(Machine machine) {
        List<Unit> here = placedOn(machine.id());
        List<Unit> all = new ArrayList<>(GlobalUnits.eligible(globals, machine.effectiveMetadata(), here));
        all.addAll(here);
        return all;
    }

    /** Those, and what the machine was lost with and keeps until it is decided. */
    Map<UnitName, Wanted> assigned(Machine machine) {
        List<Unit> here = new ArrayList<>(placedOn(machine.id()));
        for (Unit kept : lostWith.getOrDefault(machine.id(), List.of())) {
            if (here.stream().noneMatch(other -> kept.requirements()
                    .conflictsWith(kept.name(), other.name(), other.requirements()))) {
                here.add(kept);
            }
        }
        here.addAll(GlobalUnits.eligible(globals, machine.effectiveMetadata(), here));
        Map<UnitName, Wanted> assigned = new TreeMap<>();
        here.forEach(unit -> assigned.put(unit.name(), Wanted.of(unit)));
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
                && unitsOn(machine).stream().noneMatch(other -> other.name()
                        .equals(wants.machineOf().get()))) {
            return Optional.of(wants.machineOf().get() + " is not there");
        }
        return placedOn(machine.id()).stream()
                .filter(other -> wants.conflictsWith(unit.name(), other.name(), other.requirements()))
                .findFirst()
                .map(other -> "it conflicts with " + other.name());
    }

    /** A unit that was on the machine before that revision, and that this one has to give way to. */
    Optional<UnitName> displacer(Unit unit, Machine machine, long revision) {
        return placedOn(machine.id()).stream()
                .filter(other -> other.requirements().displaces(other.name(), unit.name(), unit.requirements()))
                .map(Unit::name)
                .filter(other -> Optional.ofNullable(placements.get(other))
                        .filter(placement -> placement.revision() < revision)
                        .isPresent())
                .findFirst();
    }

    /** What units reserve there with this one, when that is more than the machine has; empty when it suffices or nobody knows. */
    Optional<String> overbooked(Unit unit, Machine machine) {
        Resources wanted = unit.requirements().reserved();
        Capacity capacity = machine.capacity();
        List<Resources> reserved = new ArrayList<>(List.of(wanted));
        unitsOn(machine).stream()
                .filter(other -> !other.name().equals(unit.name()))
                .forEach(other -> reserved.add(other.requirements().reserved()));
        double cpus = reserved.stream().mapToDouble(Resources::cpus).sum();
        long memory = reserved.stream().mapToLong(Resources::memoryBytes).sum();
        boolean tooBusy = wanted.cpus() > 0 && capacity.cpus() > 0 && cpus > capacity.cpus() + 1e-6;
        boolean tooFull = wanted.memoryBytes() > 0 && capacity.memoryBytes() > 0 && memory > capacity.memoryBytes();
        return tooBusy || tooFull
                ? Optional.of(cpus + " CPUs and " + memory + " bytes are reserved of " + capacity)
                : Optional.empty();
    }
}
