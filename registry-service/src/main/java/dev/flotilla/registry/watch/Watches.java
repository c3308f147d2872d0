package dev.flotilla.registry.watch;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.loop.Loop;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Opens watches, as long as this replica has its store: without, followers would take what was for what is, and never go to a
 * replica that knows better.
 */
public final class Watches {
    private final Loop loop;
    private final WatchCache cache;
    private final Registration registration;

    public Watches(Loop loop, WatchCache cache, Registration registration) {
        this.loop = loop;
        this.cache = cache;
        this.registration = registration;
    }

    /** What whoever follows a replica without its store is told: it goes to another one. */
    public static FlotillaException storeLost() {
        return new FlotillaError.Unavailable("this replica lost its store").asException();
    }

    /**
     * Follows the cluster. Ask for each delivery with {@link Subscription#request}. Any thread. {@code Unavailable} when this
     * replica has lost its store.
     *
     * @param kinds empty for everything
     * @param after 0: a snapshot first; otherwise only what comes after this revision, {@link Delivery.Compacted} when that is
     *     gone
     * @param consumer is handed what it asked for, on the loop
     */
    public CompletableFuture<Subscription> open(Set<Kind> kinds, long after, Consumer<Delivery> consumer) {
        return open(kinds, after, "", consumer);
    }

    /**
     * The same, for one who knows the history of that revision.
     *
     * @param history as {@link Delivery.SnapshotEnd} named it; in another one nothing comes after the revision, and
     *     {@link Delivery.Compacted} is told
     */
    public CompletableFuture<Subscription> open(
            Set<Kind> kinds, long after, String history, Consumer<Delivery> consumer) {
        Set<Kind> wanted = kinds.isEmpty() ? Set.of(Kind.values()) : kinds;
        return loop.call(() -> cache.await(0)
                .thenCompose(
                        seen -> registration.isLost() ? CompletableFuture.failedFuture(storeLost()) : reached(after))
                .thenApply(reached -> subscribe(reached, wanted, after, history, consumer)));
    }

    private CompletableFuture<Boolean> reached(long revision) {
        return cache.await(revision).handle((seen, behind) -> behind == null);
    }

    /**
     * A follower that has seen more than this replica is to start over when the store was put back. While it is in doubt whether
     * this replica hears its store at all, it must not: it would be shown the past.
     */
    private Subscription subscribe(
            boolean reached, Set<Kind> kinds, long after, String history, Consumer<Delivery> consumer) {
        boolean hearsItsStore = cache.isConnected() && registration.lastedAt(loop.nanoTime());
        if (registration.isLost() || !reached && !hearsItsStore) {
            throw storeLost();
        }
        return cache.subscribe(kinds, after, history, consumer);
    }

    /** The followers of now go to another replica. On the loop. */
    public void endAll() {
        cache.endSubscriptions();
    }
}
