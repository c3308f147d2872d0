package dev.flotilla.registry.machine;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nothing else will: machines lost for long, states of machines that are gone, placements and reasons of units
 * that do not exist. Dynamic metadata stay: they are a user's word. Every replica sweeps; compares make that harmless.
 */
public final class Janitor {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final Duration keepLost;
    private final Duration interval;
    private boolean closed;

    /**
     * @param keepLost how long a lost machine is remembered
     * @param interval between two sweeps; the first one comes after a tenth of it
     */
    public Janitor(Loop loop, WatchCache cache, Commits commits, KeyScheme keys, Duration keepLost, Duration interval) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
        this.keepLost = keepLost;
        this.interval = interval;
    }

    public void start() {
        loop.after(interval.dividedBy(10), this::round);
    }

    public void close() {
        closed = true;
    }

    private void round() {
        if (!closed) {
            if (cache.isCaughtUp() && cache.isConnected()) {
                sweep();
            }
            loop.after(interval, this::round);
        }
    }

    private void sweep() {
        Cluster cluster = cache.cluster();
        Instant oldest = loop.now().minus(keepLost);
        List.copyOf(cluster.machines().values()).stream()
                .filter(machine -> machine.status() == MachineStatus.LOST
                        && machine.since().isBefore(oldest))
                .filter(machine -> cluster.placementsOn(machine.id()).isEmpty())
                .forEach(this::removeMachine);
        List.copyOf(cluster.machinesWithStates()).stream()
                .filter(id -> cluster.machine(id)
                        .map(machine -> machine.status() == MachineStatus.LOST)
                        .orElse(true))
                .forEach(this::removeStates);
        cluster.placements().stream()
                .filter(placement -> cluster.unit(placement.unit()).isEmpty())
                .toList()
                .forEach(this::removePlacement);
        cluster.allPending().stream()
                .filter(pending -> cluster.unit(pending.unit()).isEmpty())
                .toList()
                .forEach(this::removePending);
    }

    private void removeMachine(Machine machine) {
        String key = keys.machine(machine.id().value());
        commit(
                "machine " + machine.id() + ", lost since " + machine.since(),
                Transaction.when(new Compare.ModRevision(key, machine.revision()))
                        .then(
                                new Write.Delete(key),
                                new Write.DeletePrefix(
                                        keys.statesOf(machine.id().value())),
                                Causes.write(keys, "lost since " + machine.since(), key))
                        .build());
    }

    private void removeStates(MachineId id) {
        String key = keys.machine(id.value());
        Optional<Machine> machine = cache.cluster().machine(id);
        Compare unchanged = machine.<Compare>map(found -> new Compare.ModRevision(key, found.revision()))
                .orElseGet(() -> new Compare.Absent(key));
        commit(
                "states of machine " + id,
                Transaction.when(unchanged)
                        .then(new Write.DeletePrefix(keys.statesOf(id.value())))
                        .build());
    }

    private void removePlacement(Placement placement) {
        removeOf(placement.unit(), keys.placement(placement.unit().value()), placement.revision());
    }

    private void removePending(Pending pending) {
        removeOf(pending.unit(), keys.pending(pending.unit().value()), pending.revision());
    }

    /** A unit whose record cannot be read looks absent, but its key is there: then nothing is removed. */
    private void removeOf(UnitName unit, String key, long revision) {
        commit(
                key,
                Transaction.when(new Compare.Absent(keys.unit(unit.value())), new Compare.ModRevision(key, revision))
                        .then(new Write.Delete(key))
                        .build());
    }

    private void commit(String what, Transaction transaction) {
        commits.commit(WriteKind.JANITOR, transaction).whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.warn("could not remove {}: {}", what, Futures.cause(failure).getMessage());
            } else if (result instanceof CommitResult.Committed) {
                LOG.info("removed {}", what);
            }
        });
    }
}
