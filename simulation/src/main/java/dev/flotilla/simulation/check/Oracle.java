package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.simulation.store.RevisionListener;
import dev.flotilla.store.Change;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Knows what the store held at every revision, and has each new one judged. */
public final class Oracle implements RevisionListener {
    private static final KeyScheme KEYS = new KeyScheme();

    private final List<RevisionCheck> checks = new ArrayList<>();
    private final TreeMap<UnitName, Unit> units = new TreeMap<>();
    private final TreeMap<UnitName, Placement> placements = new TreeMap<>();
    private final TreeMap<UnitName, Pending> pending = new TreeMap<>();
    private final TreeMap<MachineId, Machine> records = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, String>> metadata = new TreeMap<>();
    private final TreeMap<MachineId, TreeMap<UnitName, UnitState>> states = new TreeMap<>();
    private final TreeMap<UnitName, TreeMap<Long, Optional<Unit>>> unitHistory = new TreeMap<>();
    private final TreeMap<MachineId, TreeMap<Long, Map<UnitName, Wanted>>> assignments = new TreeMap<>();
    private long term;
    private boolean braked;
    private long revision = 1;
    private ClusterState state = snapshot();

    /** Judges one step of the store. */
    interface RevisionCheck {
        void look(ClusterState before, ClusterState after, long revision, List<Change> changes);

        default void lostAfter(long kept) {}
    }

    void add(RevisionCheck check) {
        checks.add(check);
    }

    public long revision() {
        return revision;
    }

    /** The machines that have a record. */
    public List<MachineId> machineIds() {
        return List.copyOf(records.keySet());
    }

    /** A unit that is not one of these and may run somewhere. */
    public Optional<Unit> anyOther(List<UnitName> names) {
        return units.values().stream()
                .filter(unit -> !names.contains(unit.name()))
                .filter(unit -> placements.containsKey(unit.name()))
                .findFirst();
    }

    /** Where there is a unit that this one has to give way to. */
    public Optional<MachineId> machineOfDisplacer(UnitName name) {
        return Optional.ofNullable(units.get(name)).flatMap(unit -> state.machines().values().stream()
                .filter(machine ->
                        state.displacer(unit, machine, Long.MAX_VALUE).isPresent())
                .map(Machine::id)
                .findFirst());
    }

    ClusterState state() {
        return state;
    }

    public boolean isBraked() {
        return state.braked();
    }

    /** Where the unit is placed. */
    public Optional<MachineId> placedOn(UnitName unit) {
        return state.machineOf(unit);
    }

    public Optional<MachineStatus> status(MachineId machine) {
        return Optional.ofNullable(state.machines().get(machine)).map(Machine::status);
    }

    Map<UnitName, UnitState> states(MachineId machine) {
        return states.getOrDefault(machine, new TreeMap<>());
    }

    /** The unit as it was at the revision. */
    Optional<Unit> unitAt(UnitName name, long at) {
        var entry = unitHistory.getOrDefault(name, new TreeMap<>()).floorEntry(at);
        return entry == null ? Optional.empty() : entry.getValue();
    }

    /** The unit as it was when its file had this hash. */
    Optional<Unit> unitWith(UnitName name, UnitHash hash) {
        return unitHistory.getOrDefault(name, new TreeMap<>()).values().stream()
                .flatMap(Optional::stream)
                .filter(unit -> unit.hash().equals(hash))
                .findFirst();
    }

    /** What the machine was to run at the revision. */
    Map<UnitName, Wanted> assignedAt(MachineId machine, long at) {
        var entry = assignments.getOrDefault(machine, new TreeMap<>()).floorEntry(at);
        return entry == null ? Map.of() : entry.getValue();
    }

    /** What the machine was to run at each revision that changed it. */
    TreeMap<Long, Map<UnitName, Wanted>> assignments(MachineId machine) {
        return assignments.getOrDefault(machine, new TreeMap<>());
    }

    @Override
    public void committed(long next, List<Change> changes) {
        ClusterState before = state;
        boolean shapes = false;
        for (Change change : changes) {
            shapes |= apply(change, next);
        }
        revision = next;
        if (shapes) {
            state = snapshot();
            state.machines().values().forEach(machine -> note(machine, next));
        }
        checks.forEach(check -> check.look(before, state, next, changes));
    }

    @Override
    public void lostAfter(long kept) {
        checks.forEach(check -> check.lostAfter(kept));
    }

    private void note(Machine machine, long at) {
        var history = assignments.computeIfAbsent(machine.id(), id -> new TreeMap<>());
        Map<UnitName, Wanted> now = state.assigned(machine);
        if (history.isEmpty() || !history.lastEntry().getValue().equals(now)) {
            history.put(at, now);
        }
    }

    /** Whether it may change what machines are to run. */
    private boolean apply(Change change, long at) {
        Optional<dev.flotilla.store.Entry> entry =
                change instanceof Change.Put put ? Optional.of(put.entry()) : Optional.empty();
        switch (KEYS.parse(change.key())) {
            case ParsedKey.Unit(String name) -> {
                UnitName unit = UnitName.parse(name);
                Optional<Unit> record = entry.map(Records::unit);
                put(units, unit, record);
                unitHistory.computeIfAbsent(unit, n -> new TreeMap<>()).put(at, record);
            }
            case ParsedKey.Placement(String name) ->
                put(placements, UnitName.parse(name), entry.map(Records::placement));
            case ParsedKey.Pending(String name) -> put(pending, UnitName.parse(name), entry.map(Records::pending));
            case ParsedKey.Machine(String id) -> put(records, new MachineId(id), entry.map(Records::machine));
            case ParsedKey.Metadata(String machine, String key) ->
                put(metadata.computeIfAbsent(machine, m -> new TreeMap<>()), key, entry.map(e -> e.value()
                        .utf8()));
            case ParsedKey.State(String machine, String unit) -> {
                put(
                        states.computeIfAbsent(new MachineId(machine), m -> new TreeMap<>()),
                        UnitName.parse(unit),
                        entry.map(Records::state));
                return false;
            }
            case ParsedKey.Leader _ ->
                term = entry.map(dev.flotilla.store.Entry::createRevision).orElse(0L);
            case ParsedKey.Brake _ ->
                braked = entry.map(Records::brake).filter(Brake::engaged).isPresent();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static <K, V> void put(Map<K, V> map, K key, Optional<V> value) {
        value.ifPresentOrElse(found -> map.put(key, found), () -> map.remove(key));
    }

    private ClusterState snapshot() {
        TreeMap<MachineId, Machine> machines = new TreeMap<>();
        records.forEach((id, machine) ->
                machines.put(id, machine.withDynamicMetadata(metadata.getOrDefault(id.value(), new TreeMap<>()))));
        return new ClusterState(
                new TreeMap<>(units), new TreeMap<>(placements), new TreeMap<>(pending), machines, term, braked);
    }
}
