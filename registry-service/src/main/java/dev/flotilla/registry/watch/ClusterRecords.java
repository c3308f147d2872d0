package dev.flotilla.registry.watch;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Leader;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The maps behind a {@link Cluster}; each change keeps records and indexes in step. */
final class ClusterRecords {
    final NavigableMap<UnitName, Unit> units = new TreeMap<>();
    /** The same, for those who know the name: a large cluster's tree is deep, and its names begin alike. */
    final Map<UnitName, Unit> unitsByName = new HashMap<>();

    final Map<UnitName, Unit> globals = new TreeMap<>();
    final Map<UnitName, Placement> placements = new HashMap<>();
    final Map<MachineId, Map<UnitName, Placement>> placementsByMachine = new HashMap<>();
    final NavigableMap<UnitName, Pending> pending = new TreeMap<>();
    final Map<MachineId, Map<UnitName, Pending>> pendingByLostMachine = new HashMap<>();
    final NavigableMap<MachineId, Machine> machines = new TreeMap<>();
    final Map<MachineId, NavigableMap<String, String>> metadata = new HashMap<>();
    final NavigableMap<UnitName, NavigableMap<MachineId, UnitState>> statesByUnit = new TreeMap<>();
    final Map<MachineId, NavigableMap<UnitName, UnitState>> statesByMachine = new HashMap<>();
    final Set<String> replicas = new HashSet<>();

    @Nullable
    Leader leader;

    @Nullable
    Brake brake;

    /** Of the last change of a global unit; 0: there was none. */
    long globalsRevision;

    HistoryName history = HistoryName.NONE;

    Optional<Item> put(Item item) {
        return switch (item) {
            case Item.OfUnit(Unit unit) -> putUnit(unit);
            case Item.OfMachine(Machine machine) ->
                item(machines.put(machine.id(), withMetadata(machine)), Item.OfMachine::new);
            case Item.OfPlacement(Placement placement) -> putPlacement(placement);
            case Item.OfPending(Pending waiting) -> putPending(waiting);
            case Item.OfState(UnitState state) -> putState(state);
            case Item.OfLeader(Leader newLeader) -> {
                Optional<Item> before = item(leader, Item.OfLeader::new);
                leader = newLeader;
                yield before;
            }
            case Item.OfBrake(Brake newBrake) -> {
                Optional<Item> before = item(brake, Item.OfBrake::new);
                brake = newBrake;
                yield before;
            }
        };
    }

    Optional<Item> remove(ItemKey key) {
        return switch (key) {
            case ItemKey.OfUnit(UnitName name) -> {
                globals.remove(name);
                unitsByName.remove(name);
                yield item(units.remove(name), Item.OfUnit::new);
            }
            case ItemKey.OfMachine(MachineId id) -> item(machines.remove(id), Item.OfMachine::new);
            case ItemKey.OfPlacement(UnitName name) -> removePlacement(name);
            case ItemKey.OfPending(UnitName name) -> removePending(name);
            case ItemKey.OfState(MachineId machine, UnitName unit) -> removeState(machine, unit);
            case ItemKey.OfLeader() -> {
                Optional<Item> before = item(leader, Item.OfLeader::new);
                leader = null;
                yield before;
            }
            case ItemKey.OfBrake() -> {
                Optional<Item> before = item(brake, Item.OfBrake::new);
                brake = null;
                yield before;
            }
        };
    }

    Optional<Item> get(ItemKey key) {
        return switch (key) {
            case ItemKey.OfUnit(UnitName name) -> item(unitsByName.get(name), Item.OfUnit::new);
            case ItemKey.OfMachine(MachineId id) -> item(machines.get(id), Item.OfMachine::new);
            case ItemKey.OfPlacement(UnitName name) -> item(placements.get(name), Item.OfPlacement::new);
            case ItemKey.OfPending(UnitName name) -> item(pending.get(name), Item.OfPending::new);
            case ItemKey.OfState(MachineId machine, UnitName unit) ->
                item(
                        statesByUnit
                                .getOrDefault(unit, Collections.emptyNavigableMap())
                                .get(machine),
                        Item.OfState::new);
            case ItemKey.OfLeader() -> item(leader, Item.OfLeader::new);
            case ItemKey.OfBrake() -> item(brake, Item.OfBrake::new);
        };
    }

    /** Sets (or, with an empty value, removes) a dynamic value; the machine's record follows with {@link #remerge}. */
    void putMetadata(MachineId machine, String key, Optional<String> value) {
        value.ifPresentOrElse(
                present ->
                        metadata.computeIfAbsent(machine, m -> new TreeMap<>()).put(key, present),
                () -> {
                    NavigableMap<String, String> values = metadata.get(machine);
                    if (values != null) {
                        values.remove(key);
                        if (values.isEmpty()) {
                            metadata.remove(machine);
                        }
                    }
                });
    }

    /** Brings a machine's record in step with its dynamic metadata. */
    void remerge(MachineId id) {
        machines.computeIfPresent(id, (key, machine) -> withMetadata(machine));
    }

    void clear() {
        List.of(
                        units,
                        unitsByName,
                        globals,
                        placements,
                        placementsByMachine,
                        pending,
                        pendingByLostMachine,
                        machines,
                        metadata,
                        statesByUnit,
                        statesByMachine)
                .forEach(Map::clear);
        replicas.clear();
        leader = null;
        brake = null;
        globalsRevision = 0;
        history = HistoryName.NONE;
    }

    void addAll(Kind kind, List<Item> items) {
        switch (kind) {
            case UNIT -> units.values().forEach(unit -> items.add(new Item.OfUnit(unit)));
            case MACHINE -> machines.values().forEach(machine -> items.add(new Item.OfMachine(machine)));
            case PLACEMENT -> placements.values().forEach(placement -> items.add(new Item.OfPlacement(placement)));
            case PENDING -> pending.values().forEach(waiting -> items.add(new Item.OfPending(waiting)));
            case STATE ->
                statesByUnit
                        .values()
                        .forEach(byMachine -> byMachine.values().forEach(state -> items.add(new Item.OfState(state))));
            case LEADER -> item(leader, Item.OfLeader::new).ifPresent(items::add);
            case BRAKE -> item(brake, Item.OfBrake::new).ifPresent(items::add);
        }
    }

    private Machine withMetadata(Machine machine) {
        NavigableMap<String, String> dynamic = metadata.get(machine.id());
        boolean same = machine.dynamicMetadata().equals(dynamic == null ? Map.of() : dynamic);
        return same ? machine : machine.withDynamicMetadata(dynamic == null ? Map.of() : dynamic);
    }

    private Optional<Item> putUnit(Unit unit) {
        if (unit.requirements().global() && unit.desired() != DesiredState.INACTIVE) {
            globals.put(unit.name(), unit);
        } else {
            globals.remove(unit.name());
        }
        unitsByName.put(unit.name(), unit);
        return item(units.put(unit.name(), unit), Item.OfUnit::new);
    }

    private Optional<Item> putPlacement(Placement placement) {
        Optional<Item> before = removePlacement(placement.unit());
        placements.put(placement.unit(), placement);
        placementsByMachine
                .computeIfAbsent(placement.machine(), m -> new TreeMap<>())
                .put(placement.unit(), placement);
        return before;
    }

    private Optional<Item> removePlacement(UnitName unit) {
        Placement before = placements.remove(unit);
        if (before != null) {
            removeFrom(placementsByMachine, before.machine(), unit);
        }
        return item(before, Item.OfPlacement::new);
    }

    private Optional<Item> putPending(Pending waiting) {
        Optional<Item> before = removePending(waiting.unit());
        pending.put(waiting.unit(), waiting);
        waiting.lostWith().ifPresent(machine -> pendingByLostMachine
                .computeIfAbsent(machine, m -> new TreeMap<>())
                .put(waiting.unit(), waiting));
        return before;
    }

    private Optional<Item> removePending(UnitName unit) {
        Pending before = pending.remove(unit);
        if (before != null) {
            before.lostWith().ifPresent(machine -> removeFrom(pendingByLostMachine, machine, unit));
        }
        return item(before, Item.OfPending::new);
    }

    private Optional<Item> putState(UnitState state) {
        statesByMachine.computeIfAbsent(state.machine(), m -> new TreeMap<>()).put(state.unit(), state);
        return item(
                statesByUnit.computeIfAbsent(state.unit(), u -> new TreeMap<>()).put(state.machine(), state),
                Item.OfState::new);
    }

    private Optional<Item> removeState(MachineId machine, UnitName unit) {
        removeFrom(statesByUnit, unit, machine);
        return item(removeFrom(statesByMachine, machine, unit), Item.OfState::new);
    }

    private static <A, B, V, M extends Map<B, V>> @Nullable V removeFrom(Map<A, M> index, A outer, B inner) {
        M values = index.get(outer);
        if (values == null) {
            return null;
        }
        V removed = values.remove(inner);
        if (values.isEmpty()) {
            index.remove(outer);
        }
        return removed;
    }

    private static <T> Optional<Item> item(@Nullable T value, java.util.function.Function<T, Item> wrap) {
        return value == null ? Optional.empty() : Optional.of(wrap.apply(value));
    }
}
