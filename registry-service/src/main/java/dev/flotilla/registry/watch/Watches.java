package dev.flotilla.registry.watch;

import dev.flotilla.registry.loop.Loop;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Opens watches. Any thread. */
public final class Watches {
    private final Loop loop;
    private final WatchCache cache;

    public Watches(Loop loop, WatchCache cache) {
        this.loop = loop;
        this.cache = cache;
    }

    /**
     * Follows the cluster. Ask for each delivery with {@link Subscription#request}.
     *
     * @param kinds empty for everything
     * @param after 0: a snapshot first; otherwise only what comes after this revision, {@link Delivery.Compacted} when that is
     *     gone
     * @param consumer is handed what it asked for, on the loop
     */
    public CompletableFuture<Subscription> open(Set<Kind> kinds, long after, Consumer<Delivery> consumer) {
        Set<Kind> wanted = kinds.isEmpty() ? Set.of(Kind.values()) : kinds;
        return loop.call(() -> cache.await(0)
                .thenCompose(seen -> cache.await(after).exceptionally(behind -> null))
                .thenApply(seen -> cache.subscribe(wanted, after, consumer)));
    }
}
