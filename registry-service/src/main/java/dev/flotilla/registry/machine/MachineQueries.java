package dev.flotilla.registry.machine;

import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.WatchCache;
import java.util.concurrent.CompletableFuture;

/** Reads machines from the cache. Any thread. */
public final class MachineQueries {
    private final Loop loop;
    private final WatchCache cache;

    public MachineQueries(Loop loop, WatchCache cache) {
        this.loop = loop;
        this.cache = cache;
    }

    /** All machines by id; lost ones only on request. */
    public CompletableFuture<MachineList> list(boolean includeLost, long minRevision) {
        return loop.call(() -> cache.await(minRevision)
                .thenApply(seen -> new MachineList(
                        cache.cluster().machines().values().stream()
                                .filter(machine -> includeLost || machine.status() != MachineStatus.LOST)
                                .toList(),
                        cache.cluster().revision())));
    }
}
