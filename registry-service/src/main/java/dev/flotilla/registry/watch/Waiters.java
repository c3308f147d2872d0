package dev.flotilla.registry.watch;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Those who wait for the cache to reach a revision. All wait equally long, so one timer does for all of them. */
final class Waiters {
    private final Loop loop;
    private final Duration patience;
    private final NavigableMap<Long, List<Waiter>> waiting = new TreeMap<>();
    /** In the order in which their patience ends; those that were served leave when it is their turn. */
    private final Queue<Waiter> byPatience = new ArrayDeque<>();

    private boolean timing;

    Waiters(Loop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    private record Waiter(long revision, long deadline, CompletableFuture<Void> future) {}

    /** Completes when the revision is reached; fails with {@code Unavailable} when that takes too long. */
    CompletableFuture<Void> await(long revision, long reached) {
        if (revision <= reached) {
            return CompletableFuture.completedFuture(null);
        }
        Waiter waiter = new Waiter(revision, loop.nanoTime() + patience.toNanos(), new CompletableFuture<>());
        waiting.computeIfAbsent(revision, r -> new ArrayList<>(1)).add(waiter);
        byPatience.add(waiter);
        time();
        return waiter.future();
    }

    void reached(long revision) {
        while (!waiting.isEmpty() && waiting.firstKey() <= revision) {
            waiting.pollFirstEntry().getValue().forEach(waiter -> waiter.future()
                    .complete(null));
        }
        forgetServed();
    }

    private void forgetServed() {
        while (!byPatience.isEmpty() && byPatience.element().future().isDone()) {
            byPatience.remove();
        }
    }

    private void time() {
        if (!timing && !byPatience.isEmpty()) {
            timing = true;
            long left = byPatience.element().deadline() - loop.nanoTime();
            loop.after(Duration.ofNanos(Math.max(0, left)), this::giveUp);
        }
    }

    private void giveUp() {
        timing = false;
        forgetServed();
        while (!byPatience.isEmpty() && byPatience.element().deadline() - loop.nanoTime() <= 0) {
            giveUp(byPatience.remove());
            forgetServed();
        }
        time();
    }

    private void giveUp(Waiter waiter) {
        List<Waiter> others = waiting.get(waiter.revision());
        if (others != null) {
            others.remove(waiter);
            if (others.isEmpty()) {
                waiting.remove(waiter.revision());
            }
        }
        waiter.future()
                .completeExceptionally(new FlotillaError.Unavailable("this replica has not seen revision "
                                + waiter.revision() + " within " + patience.toMillis() + " ms")
                        .asException());
    }
}
