package dev.flotilla.gateway.view;

import dev.flotilla.client.Leader;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The cluster's records as of one revision. Not thread safe: {@code LiveCluster} guards it. */
public final class Records {
    private final NavigableMap<UnitName, Unit> units = new TreeMap<>();
    private final Map<UnitName, Placement> placements = new HashMap<>();
    private final Map<UnitName, Pending> pending = new HashMap<>();
    private final NavigableMap<UnitName, NavigableMap<MachineId, UnitState>> states = new TreeMap<>();
    private final NavigableMap<MachineId, Machine> machines = new TreeMap<>();
    private Optional<Leader> leader = Optional.empty();
    private Brake brake = Brake.RELEASED;

    public NavigableMap<UnitName, Unit> units() {
        return Collections.unmodifiableNavigableMap(units);
    }

    public Optional<Unit> unit(UnitName name) {
        return Optional.ofNullable(units.get(name));
    }

    public Map<UnitName, Placement> placements() {
        return Collections.unmodifiableMap(placements);
    }

    public Optional<Placement> placement(UnitName name) {
        return Optional.ofNullable(placements.get(name));
    }

    public Map<UnitName, Pending> allPending() {
        return Collections.unmodifiableMap(pending);
    }

    public Optional<Pending> pending(UnitName name) {
        return Optional.ofNullable(pending.get(name));
    }

    /** Unit states by unit, then machine. */
    public NavigableMap<UnitName, NavigableMap<MachineId, UnitState>> states() {
        return Collections.unmodifiableNavigableMap(states);
    }

    public NavigableMap<MachineId, UnitState> states(UnitName name) {
        return states.getOrDefault(name, Collections.emptyNavigableMap());
    }

    public Optional<UnitState> state(UnitName name, MachineId machine) {
        return Optional.ofNullable(states(name).get(machine));
    }

    public NavigableMap<MachineId, Machine> machines() {
        return Collections.unmodifiableNavigableMap(machines);
    }

    public Optional<Machine> machine(MachineId id) {
        return Optional.ofNullable(machines.get(id));
    }

    public Optional<Leader> leader() {
        return leader;
    }

    public Brake brake() {
        return brake;
    }

    /** Takes one change in. */
    public void apply(WatchChange change) {
        switch (change) {
            case WatchChange.Put put -> put(put.item());
            case WatchChange.Removed removed -> remove(removed);
        }
    }

    private void put(WatchItem item) {
        switch (item) {
            case WatchItem.OfUnit(Unit unit) -> units.put(unit.name(), unit);
            case WatchItem.OfMachine(Machine machine) -> machines.put(machine.id(), machine);
            case WatchItem.OfPlacement(Placement placement) -> placements.put(placement.unit(), placement);
            case WatchItem.OfPending(Pending waiting) -> pending.put(waiting.unit(), waiting);
            case WatchItem.OfState(UnitState state) ->
                states.computeIfAbsent(state.unit(), name -> new TreeMap<>()).put(state.machine(), state);
            case WatchItem.OfLeader(Leader newLeader) -> leader = Optional.of(newLeader);
            case WatchItem.OfBrake(Brake newBrake) -> brake = newBrake;
        }
    }

    private void remove(WatchChange.Removed removed) {
        switch (removed.kind()) {
            case UNIT -> units.remove(new UnitName(removed.name()));
            case MACHINE -> machines.remove(new MachineId(removed.name()));
            case PLACEMENT -> placements.remove(new UnitName(removed.name()));
            case PENDING -> pending.remove(new UnitName(removed.name()));
            case STATE -> removeState(new UnitName(removed.name()), new MachineId(removed.machineId()));
            case LEADER -> leader = Optional.empty();
            case BRAKE -> brake = Brake.RELEASED;
        }
    }

    private void removeState(UnitName unit, MachineId machine) {
        states.computeIfPresent(unit, (name, onMachines) -> {
            onMachines.remove(machine);
            return onMachines.isEmpty() ? null : onMachines;
        });
    }
}
