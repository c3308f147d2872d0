package dev.flotilla.registry.unit;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.GroupCommits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.discovery.Reachability;
import dev.flotilla.registry.loop.Lanes;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.key.KeyScheme;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Changes units: compare-and-set on the unit's revision, so that an acknowledged change is never undone by a slower writer.
 * What does not change is not written. A call returns when this replica's reads show what it wrote. Any thread.
 */
public final class UnitWrites {
    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final GroupCommits groups;
    private final KeyScheme keys;
    private final UnitDecisions decisions;
    private final Lanes<UnitName> lanes;

    public UnitWrites(Loop loop, WatchCache cache, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.groups = new GroupCommits(loop, commits, keys);
        this.keys = keys;
        this.decisions = new UnitDecisions(
                keys,
                cache.written(),
                host -> Reachability.objection(host, cache.cluster().machines().values()));
        this.lanes = new Lanes<>(loop);
    }

    /**
     * Creates a unit, changes its desired state or replaces its content. {@code Invalid} when the content is wrong,
     * {@code Conflict} when the cluster's state does not allow it.
     */
    public CompletableFuture<PutResult> put(PutUnit call) {
        return put(call, () -> true);
    }

    /**
     * As {@link #put(PutUnit)}, for a caller that may give up.
     *
     * @param stillWanted whether it still waits; if not, nothing more is written and the answer is {@code Unavailable}
     */
    public CompletableFuture<PutResult> put(PutUnit call, BooleanSupplier stillWanted) {
        return run(call.name(), stored -> decisions.put(call, stored, ended(call.name()), loop.now()), stillWanted)
                .thenCompose(result -> cache.reached(result.revision()).thenApply(seen -> result));
    }

    /** Some machine that launched it reports that it failed or came to its end. */
    private boolean ended(UnitName name) {
        return cache.cluster().statesOf(name).values().stream()
                .filter(state -> state.observed() == DesiredState.LAUNCHED)
                .anyMatch(state ->
                        state.active().equals("failed") || state.active().equals("inactive"));
    }

    /**
     * Removes a unit with its placement, in one step. {@code NotFound} when there is none.
     *
     * @return the revision of the removal
     */
    public CompletableFuture<Long> destroy(UnitName name, String by) {
        return destroy(name, by, () -> true);
    }

    /** As {@link #destroy(UnitName, String)}, for a caller that may give up. */
    public CompletableFuture<Long> destroy(UnitName name, String by, BooleanSupplier stillWanted) {
        return this.<Long>run(name, stored -> decisions.destroy(stored, by), stillWanted)
                .thenCompose(cache::reached);
    }

    private <R> CompletableFuture<R> run(
            UnitName name, Function<StoredUnit, Decision<StoredUnit, R>> decide, BooleanSupplier stillWanted) {
        var change = new CompareAndSet<StoredUnit, R>(
                groups,
                WriteKind.UNIT,
                () -> commits.read(ReadRequest.key(keys.unit(name.value())))
                        .thenApply(page -> StoredUnit.read(name, page)),
                decide,
                () -> UnitErrors.busy(name),
                reason -> UnitErrors.unclear(name, reason),
                stillWanted);
        return loop.call(() -> lanes.run(name, () -> change.startingWith(cached(name))));
    }

    private StoredUnit cached(UnitName name) {
        return StoredUnit.cached(
                name, cache.cluster().unit(name), cache.cluster().revision());
    }
}
