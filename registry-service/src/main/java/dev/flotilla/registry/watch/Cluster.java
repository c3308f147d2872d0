package dev.flotilla.registry.watch;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Leader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster as the store holds it at one revision, with the indexes that keep the cost of a change independent of the
 * cluster's size. It lives on the loop: read it there, and do not keep what it returns beyond the task, except for the
 * records themselves, which never change.
 */
public final class Cluster {
    private final ClusterRecords records = new ClusterRecords();
    private long revision;

    ClusterRecords records() {
        return records;
    }

    void reach(long newRevision) {
        revision = Math.max(revision, newRevision);
    }

    /** Everything was replaced; a store that was restored from a backup is at an older revision than before. */
    void startAt(long newRevision) {
        revision = newRevision;
    }

    /** The store's revision that this shows; 0 before the first read. */
    public long revision() {
        return revision;
    }

    /** The history that {@link #revision} belongs to. */
    public HistoryName history() {
        return records.history;
    }

    public Optional<Unit> unit(UnitName name) {
        return Optional.ofNullable(records.unitsByName.get(name));
    }

    public NavigableMap<UnitName, Unit> units() {
        return Collections.unmodifiableNavigableMap(records.units);
    }

    /** The global units that are wanted somewhere. */
    public Collection<Unit> globalUnits() {
        return Collections.unmodifiableCollection(records.globals.values());
    }

    /** When a global unit was last changed; 0: never. */
    public long globalsRevision() {
        return records.globalsRevision;
    }

    public Optional<Placement> placement(UnitName unit) {
        return Optional.ofNullable(records.placements.get(unit));
    }

    public Collection<Placement> placementsOn(MachineId machine) {
        return records.placementsByMachine.getOrDefault(machine, Map.of()).values();
    }

    public Optional<Pending> pending(UnitName unit) {
        return Optional.ofNullable(records.pending.get(unit));
    }

    /** The waiting units that were on this machine when it was lost. */
    public Collection<Pending> pendingLostWith(MachineId machine) {
        return records.pendingByLostMachine.getOrDefault(machine, Map.of()).values();
    }

    /** With its dynamic metadata. */
    public Optional<Machine> machine(MachineId id) {
        return Optional.ofNullable(records.machines.get(id));
    }

    public boolean isLost(MachineId id) {
        return machine(id)
                .filter(machine -> machine.status() == MachineStatus.LOST)
                .isPresent();
    }

    public NavigableMap<MachineId, Machine> machines() {
        return Collections.unmodifiableNavigableMap(records.machines);
    }

    /** The dynamic metadata kept for a machine, whether it has a record or not. */
    public Map<String, String> dynamicMetadata(MachineId id) {
        return Collections.unmodifiableMap(records.metadata.getOrDefault(id, Collections.emptyNavigableMap()));
    }

    /** What a machine reported, by unit. */
    public Map<UnitName, UnitState> statesOn(MachineId machine) {
        return Collections.unmodifiableMap(
                records.statesByMachine.getOrDefault(machine, Collections.emptyNavigableMap()));
    }

    /** What was reported of a unit, by machine. */
    public NavigableMap<MachineId, UnitState> statesOf(UnitName unit) {
        return Collections.unmodifiableNavigableMap(
                records.statesByUnit.getOrDefault(unit, Collections.emptyNavigableMap()));
    }

    /** All states, by unit, then machine. */
    public NavigableMap<UnitName, NavigableMap<MachineId, UnitState>> states() {
        return Collections.unmodifiableNavigableMap(records.statesByUnit);
    }

    /** The machines that some state is stored for, whether they have a record or not. */
    public Set<MachineId> machinesWithStates() {
        return Collections.unmodifiableSet(records.statesByMachine.keySet());
    }

    public Optional<Leader> leader() {
        return Optional.ofNullable(records.leader);
    }

    /** {@link Brake#RELEASED} when it was never needed. */
    public Brake brake() {
        return records.brake == null ? Brake.RELEASED : records.brake;
    }

    /** The ids of the registry replicas whose lease lives. */
    public Set<String> replicas() {
        return Collections.unmodifiableSet(records.replicas);
    }

    /** The waiting units. */
    public Collection<Pending> allPending() {
        return Collections.unmodifiableCollection(records.pending.values());
    }

    public Collection<Placement> placements() {
        return Collections.unmodifiableCollection(records.placements.values());
    }

    /** Every record of these kinds; stays as it is while the cluster moves on. */
    List<Item> items(Set<Kind> kinds) {
        List<Item> items = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kinds.contains(kind)) {
                records.addAll(kind, items);
            }
        }
        return items;
    }
}
