package dev.flotilla.registry.placement;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Lanes;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.key.KeyScheme;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Commits what of a leader's plan still holds. Every placement that gets through satisfies every hard constraint against the
 * very state it is committed on, whatever the scheduler saw. Any thread.
 */
public final class PlacementCommits {
    /** The most changes of one call. */
    public static final int MAX_CHANGES = 10_000;

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final Lanes<String> lanes;

    public PlacementCommits(Loop loop, WatchCache cache, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
        this.lanes = new Lanes<>(loop);
    }

    /**
     * Judges each change by itself, in order; the answer names the refused ones. {@code Denied} when the term is not the
     * current leader's: then nothing more was committed.
     */
    public CompletableFuture<CommitReport> commit(long term, List<PlacementChange> changes) {
        if (term < 1) {
            return Futures.failed(
                    new FlotillaError.Invalid("a term is positive", Optional.of("term"), Optional.empty()));
        }
        if (changes.size() > MAX_CHANGES) {
            return Futures.failed(new FlotillaError.TooLarge(
                    "a plan has at most " + MAX_CHANGES + " changes, this one " + changes.size()));
        }
        long newest = changes.stream()
                .mapToLong(PlacementChange::newestRevision)
                .max()
                .orElse(0);
        return loop.call(() -> cache.await(newest)
                .thenCompose(seen -> lanes.run(
                        keys.leader(), () -> new PlanCommit(loop, cache, commits, keys, term, changes).run())));
    }
}
