package dev.flotilla.gateway.view;

import dev.flotilla.client.Leader;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchKind;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A snapshot as changes to what was known before, so that a watch that had to start over loses no more than what
 * happened and was undone in between.
 */
public final class SnapshotDifference {
    private static final String CAUSE = "";

    private final Records known;
    private final long revision;
    private final List<WatchChange> changes = new ArrayList<>();
    private final Set<Key> seen = new HashSet<>();

    /** What names a record. */
    private record Key(WatchKind kind, String name, String machine) {}

    private SnapshotDifference(Records known, long revision) {
        this.known = known;
        this.revision = revision;
    }

    /** Removals first, then what is new or other, all at the snapshot's revision. */
    public static List<WatchChange> of(Records known, List<WatchItem> snapshot, long revision) {
        var difference = new SnapshotDifference(known, revision);
        List<WatchChange> puts = new ArrayList<>();
        for (WatchItem item : snapshot) {
            difference.seen.add(keyOf(item));
            if (!difference.isKnown(item)) {
                puts.add(new WatchChange.Put(revision, item, CAUSE));
            }
        }
        difference.addRemovals();
        difference.changes.addAll(puts);
        return difference.changes;
    }

    private boolean isKnown(WatchItem item) {
        return switch (item) {
            case WatchItem.OfUnit(Unit unit) -> known.unit(unit.name()).equals(Optional.of(unit));
            case WatchItem.OfMachine(Machine machine) ->
                known.machine(machine.id()).equals(Optional.of(machine));
            case WatchItem.OfPlacement(Placement placement) ->
                known.placement(placement.unit()).equals(Optional.of(placement));
            case WatchItem.OfPending(Pending pending) ->
                known.pending(pending.unit()).equals(Optional.of(pending));
            case WatchItem.OfState(UnitState state) ->
                known.state(state.unit(), state.machine()).equals(Optional.of(state));
            case WatchItem.OfLeader(Leader leader) -> known.leader().equals(Optional.of(leader));
            case WatchItem.OfBrake(Brake brake) -> known.brake().equals(brake);
        };
    }

    private static Key keyOf(WatchItem item) {
        return switch (item) {
            case WatchItem.OfUnit(Unit unit) ->
                new Key(WatchKind.UNIT, unit.name().value(), "");
            case WatchItem.OfMachine(Machine machine) ->
                new Key(WatchKind.MACHINE, machine.id().value(), "");
            case WatchItem.OfPlacement(Placement placement) ->
                new Key(WatchKind.PLACEMENT, placement.unit().value(), "");
            case WatchItem.OfPending(Pending pending) ->
                new Key(WatchKind.PENDING, pending.unit().value(), "");
            case WatchItem.OfState(UnitState state) ->
                new Key(WatchKind.STATE, state.unit().value(), state.machine().value());
            case WatchItem.OfLeader leader -> new Key(WatchKind.LEADER, "", "");
            case WatchItem.OfBrake brake -> new Key(WatchKind.BRAKE, "", "");
        };
    }

    private void addRemovals() {
        known.states().forEach((unit, onMachines) -> onMachines
                .keySet()
                .forEach(machine -> removedUnlessSeen(WatchKind.STATE, unit.value(), machine.value())));
        known.placements().keySet().forEach(unit -> removedUnlessSeen(WatchKind.PLACEMENT, unit.value(), ""));
        known.allPending().keySet().forEach(unit -> removedUnlessSeen(WatchKind.PENDING, unit.value(), ""));
        known.units().keySet().forEach(unit -> removedUnlessSeen(WatchKind.UNIT, unit.value(), ""));
        known.machines().keySet().forEach(machine -> removedUnlessSeen(WatchKind.MACHINE, machine.value(), ""));
        known.leader().ifPresent(leader -> removedUnlessSeen(WatchKind.LEADER, "", ""));
        if (!known.brake().equals(Brake.RELEASED)) {
            removedUnlessSeen(WatchKind.BRAKE, "", "");
        }
    }

    private void removedUnlessSeen(WatchKind kind, String name, String machine) {
        if (!seen.contains(new Key(kind, name, machine))) {
            changes.add(new WatchChange.Removed(revision, kind, name, machine, CAUSE));
        }
    }
}
