package dev.flotilla.scheduler.mirror;

import dev.flotilla.client.Leader;
import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.placement.Cluster;
import java.util.List;
import java.util.Optional;

/** Keeps the placement engine's view of the cluster in step with the watch. On the loop. */
public final class ClusterMirror {
    private Cluster cluster = new Cluster();
    private Optional<Leader> leader = Optional.empty();
    private long leaderRevision;
    private long revision;
    private boolean synced;

    /** The cluster; another object after each snapshot. */
    public Cluster cluster() {
        return cluster;
    }

    /** The store's revision it shows. */
    public long revision() {
        return revision;
    }

    /** Whether there was a snapshot. */
    public boolean isSynced() {
        return synced;
    }

    /** The leader at this revision. */
    public Optional<Leader> leader() {
        return leader;
    }

    /** When the leader last changed. */
    public long leaderRevision() {
        return leaderRevision;
    }

    /** Everything anew. */
    public void reset(List<WatchItem> items, long snapshotRevision) {
        cluster = new Cluster();
        leader = Optional.empty();
        leaderRevision = snapshotRevision;
        items.forEach(this::put);
        cluster.lookEverywhere();
        revision = snapshotRevision;
        synced = true;
    }

    public void apply(WatchBatch batch) {
        for (WatchChange change : batch.changes()) {
            switch (change) {
                case WatchChange.Put put -> {
                    put(put.item());
                    if (put.item() instanceof WatchItem.OfLeader) {
                        leaderRevision = put.revision();
                    }
                }
                case WatchChange.Removed removed -> remove(removed);
            }
        }
        revision = batch.revision();
    }

    /** Nothing has changed up to there. */
    public void progress(long reached) {
        revision = Math.max(revision, reached);
    }

    private void put(WatchItem item) {
        switch (item) {
            case WatchItem.OfUnit unit -> cluster.put(unit.unit());
            case WatchItem.OfMachine machine -> cluster.put(machine.machine());
            case WatchItem.OfPlacement placement -> cluster.put(placement.placement());
            case WatchItem.OfPending pending -> cluster.put(pending.pending());
            case WatchItem.OfBrake brake -> cluster.brake(brake.brake().engaged());
            case WatchItem.OfLeader found -> leader = Optional.of(found.leader());
            case WatchItem.OfState _ -> {
                // Where a unit is to be does not depend on how it does there.
            }
        }
    }

    private void remove(WatchChange.Removed removed) {
        switch (removed.kind()) {
            case UNIT -> cluster.removeUnit(UnitName.parse(removed.name()));
            case MACHINE -> cluster.removeMachine(new MachineId(removed.name()));
            case PLACEMENT -> cluster.removePlacement(UnitName.parse(removed.name()));
            case PENDING -> cluster.removePending(UnitName.parse(removed.name()));
            case BRAKE -> cluster.brake(false);
            case LEADER -> {
                leader = Optional.empty();
                leaderRevision = removed.revision();
            }
            case STATE -> {
                // As above.
            }
        }
    }
}
