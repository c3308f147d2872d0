package dev.flotilla.simulation.store;

import dev.flotilla.store.Change;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchDelivery;
import dev.flotilla.store.WatchListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A watch of the simulated store. */
final class SimWatch implements Watch {
    private final SimStore store;
    private final KeyRange range;
    private final WatchDelivery delivery;
    private final Executor executor;
    private final CompletableFuture<Long> started;

    /**
     * @param revision of the changes; empty when there are none yet
     */
    record Next(long compacted, long newest, Optional<Long> revision, List<Change> changes) {}

    SimWatch(SimStore store, KeyRange range, WatchListener listener, long after, Executor executor) {
        this.store = store;
        this.range = range;
        this.delivery = new WatchDelivery(listener, after);
        this.executor = executor;
        this.started = CompletableFuture.completedFuture(after);
    }

    void signal() {
        executor.execute(this::deliver);
    }

    private void deliver() {
        while (!delivery.ended()) {
            Next next = store.next(delivery.position());
            if (delivery.position() < next.compacted()) {
                delivery.compacted(next.compacted());
                return;
            }
            if (next.revision().isEmpty()) {
                delivery.progress(next.newest());
                return;
            }
            List<Change> changes = next.changes().stream()
                    .filter(change -> range.contains(change.key()))
                    .toList();
            if (changes.isEmpty()) {
                delivery.progress(next.revision().get());
            } else {
                delivery.batch(new WatchBatch(next.revision().get(), changes));
            }
        }
    }

    @Override
    public CompletableFuture<Long> started() {
        return started;
    }

    @Override
    public void close() {
        store.forget(this);
        delivery.close();
    }
}
