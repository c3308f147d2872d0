package dev.flotilla.registry.placement;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Leader;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One plan on its way into the store: chunk by chunk, each judged by a cache that shows the one before. On the loop.
 */
final class PlanCommit {
    private static final int PATIENCE = 10;

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final long term;
    private final List<RefusedChange> refused = new ArrayList<>();

    private List<PlacementChange> remaining;
    private long revision;
    private int repetitions;

    PlanCommit(Loop loop, WatchCache cache, Commits commits, KeyScheme keys, long term, List<PlacementChange> changes) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
        this.term = term;
        this.remaining = List.copyOf(changes);
    }

    CompletableFuture<CommitReport> run() {
        if (remaining.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new CommitReport(Math.max(revision, cache.cluster().revision()), refused));
        }
        Optional<Leader> leader = cache.cluster().leader();
        return leader.filter(known -> known.term() == term).isPresent()
                ? commitChunk(nextChunk(leader.get()))
                : confirmLeader();
    }

    /** The cache knows another leader or none: it may lag, or the caller's time is over. */
    private CompletableFuture<CommitReport> confirmLeader() {
        return commits.readKey(keys.leader()).thenCompose(entry -> {
            Optional<Leader> leader = entry.map(Records::leader).filter(found -> found.term() == term);
            return leader.isPresent() ? again(leader.get().revision()) : deposed();
        });
    }

    private Chunk nextChunk(Leader leader) {
        Chunk chunk = new Chunk(keys, cache.written(), leader, loop.now());
        PlannedCluster planned = new PlannedCluster(cache.cluster());
        ChangeCheck check = new ChangeCheck(keys, planned);
        int taken = 0;
        for (PlacementChange change : remaining) {
            ChangeCheck.Verdict verdict = check.judge(change);
            if (verdict instanceof ChangeCheck.Holds(var conditions) && !chunk.hasRoomFor(change, conditions)) {
                break;
            }
            taken++;
            switch (verdict) {
                case ChangeCheck.Refused(String reason) -> refused.add(new RefusedChange(change.unit(), reason));
                case ChangeCheck.Holds(List<Compare> conditions) -> {
                    if (!isKnownReason(change)) {
                        chunk.add(
                                change,
                                conditions,
                                lostWith(change.unit()),
                                cache.cluster().pending(change.unit()).isPresent());
                    }
                    planned.move(change.unit(), change.target());
                }
            }
        }
        remaining = remaining.subList(taken, remaining.size());
        return chunk;
    }

    /** The lost machine that the unit is on, or that it was on when it was taken off. */
    private Optional<MachineId> lostWith(UnitName unit) {
        return cache.cluster()
                .placement(unit)
                .map(Placement::machine)
                .or(() -> cache.cluster().pending(unit).flatMap(Pending::lostWith))
                .filter(cache.cluster()::isLost);
    }

    /** The unit waits already, for the same reason, and no machine has to be told that it cannot keep it. */
    private boolean isKnownReason(PlacementChange change) {
        return change.action() instanceof PlacementChange.Wait wait
                && cache.cluster()
                        .pending(change.unit())
                        .filter(known -> known.lostWith().equals(lostWith(change.unit())))
                        .map(Pending::explanation)
                        .filter(known ->
                                known.summary().equals(wait.explanation().summary()))
                        .isPresent();
    }

    private CompletableFuture<CommitReport> commitChunk(Chunk chunk) {
        if (chunk.isEmpty()) {
            return run();
        }
        return commits.commit(WriteKind.PLACEMENT, chunk.transaction()).thenCompose(result -> switch (result) {
            case CommitResult.Committed(long committed) -> committed(committed);
            case CommitResult.Conflicted conflict -> conflicted(chunk, conflict.failed());
            case CommitResult.OutcomeUnknown(String reason) -> findOut(chunk, reason);
        });
    }

    private CompletableFuture<CommitReport> committed(long committed) {
        revision = committed;
        return cache.reached(committed).thenCompose(seen -> {
            if (cache.cluster().revision() < committed && !remaining.isEmpty()) {
                refuse(remaining, "this replica lags behind the store");
                remaining = List.of();
            }
            return run();
        });
    }

    private CompletableFuture<CommitReport> conflicted(Chunk chunk, List<Compare> failed) {
        if (failed.contains(chunk.fence())) {
            return deposed();
        }
        if (failed.contains(chunk.order())) {
            putBack(chunk.changes());
            return commits.readKey(keys.leader())
                    .thenCompose(entry ->
                            entry.isEmpty() ? deposed() : again(entry.get().modRevision()));
        }
        Set<PlacementChange> stale = new LinkedHashSet<>();
        failed.forEach(compare -> stale.addAll(chunk.owners(compare)));
        refuse(stale, "it was overtaken by another change");
        putBack(chunk.changes().stream()
                .filter(change -> !stale.contains(change))
                .toList());
        return run();
    }

    /** Only our transaction can have written this very record. */
    private CompletableFuture<CommitReport> findOut(Chunk chunk, String reason) {
        Write.Put signature = chunk.signature().orElseThrow();
        return commits.readKey(signature.key()).thenCompose(entry -> {
            Optional<Entry> ours = entry.filter(found -> found.value().equals(signature.value()));
            if (ours.isPresent()) {
                return committed(ours.get().modRevision());
            }
            return commits.readKey(keys.leader()).thenCompose(leader -> {
                if (leader.isEmpty()) {
                    return deposed();
                }
                if (repetitions++ >= PATIENCE) {
                    return unclear(reason);
                }
                if (chunk.order()
                        .holds(leader.get().createRevision(), leader.get().modRevision())) {
                    return commitChunk(chunk);
                }
                putBack(chunk.changes());
                return again(leader.get().modRevision());
            });
        });
    }

    /** Judges anew what remains, by a cache that has seen the leader's last commit. */
    private CompletableFuture<CommitReport> again(long leaderRevision) {
        if (repetitions++ >= PATIENCE) {
            return Futures.failed(
                    new FlotillaError.Conflict("other plans of the same leader are committed all the time"));
        }
        return cache.await(leaderRevision).thenCompose(seen -> run());
    }

    private void putBack(List<PlacementChange> changes) {
        List<PlacementChange> all = new ArrayList<>(changes);
        all.addAll(remaining);
        remaining = all;
    }

    private void refuse(Iterable<PlacementChange> changes, String reason) {
        changes.forEach(change -> refused.add(new RefusedChange(change.unit(), reason)));
    }

    private CompletableFuture<CommitReport> deposed() {
        return Futures.failed(new FlotillaError.Denied("term " + term + " is over: another scheduler leads, or none"));
    }

    private CompletableFuture<CommitReport> unclear(String reason) {
        return Futures.failed(
                new FlotillaError.Unavailable("the store did not say whether the placements were committed (" + reason
                        + "); look before planning on"));
    }
}
