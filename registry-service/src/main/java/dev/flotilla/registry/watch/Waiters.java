package dev.flotilla.registry.watch;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Those who wait for the cache to reach a revision. */
final class Waiters {
    private final Loop loop;
    private final Duration patience;
    private final NavigableMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();

    Waiters(Loop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** Completes when the revision is reached; fails with {@code Unavailable} when that takes too long. */
    CompletableFuture<Void> await(long revision, long reached) {
        if (revision <= reached) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> future = new CompletableFuture<>();
        waiting.computeIfAbsent(revision, r -> new ArrayList<>()).add(future);
        Loop.Timer timer = loop.after(patience, () -> giveUp(revision, future));
        future.whenComplete((done, failure) -> timer.cancel());
        return future;
    }

    void reached(long revision) {
        while (!waiting.isEmpty() && waiting.firstKey() <= revision) {
            waiting.pollFirstEntry().getValue().forEach(future -> future.complete(null));
        }
    }

    private void giveUp(long revision, CompletableFuture<Void> future) {
        List<CompletableFuture<Void>> others = waiting.get(revision);
        if (others != null) {
            others.remove(future);
            if (others.isEmpty()) {
                waiting.remove(revision);
            }
        }
        future.completeExceptionally(new FlotillaError.Unavailable(
                        "this replica has not seen revision " + revision + " within " + patience.toMillis() + " ms")
                .asException());
    }
}
