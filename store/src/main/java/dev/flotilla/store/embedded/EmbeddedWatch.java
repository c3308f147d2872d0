package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Change;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchDelivery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A position in the history and a task that moves it to the end. It queues nothing: a slow listener stays behind, and is
 * told "compacted" when the history it needs is gone.
 */
final class EmbeddedWatch implements Watch {
    private final KeyRange range;
    private final Keyspace keyspace;
    private final WatchDelivery delivery;
    private final Executor executor;
    private final Consumer<EmbeddedWatch> onClose;
    private final CompletableFuture<Long> started;
    private final AtomicInteger signals = new AtomicInteger();
    private volatile Optional<FlotillaError> broken = Optional.empty();

    EmbeddedWatch(
            KeyRange range,
            Keyspace keyspace,
            WatchDelivery delivery,
            Executor executor,
            Consumer<EmbeddedWatch> onClose) {
        this.range = range;
        this.keyspace = keyspace;
        this.delivery = delivery;
        this.executor = executor;
        this.onClose = onClose;
        this.started = CompletableFuture.completedFuture(delivery.position());
    }

    /** There may be something new. Cheap, from any thread. */
    void signal() {
        if (signals.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /** The store broke: deliver what is published, then say so. */
    void fail(FlotillaError reason) {
        broken = Optional.of(reason);
        signal();
    }

    private void run() {
        int seen;
        do {
            seen = signals.get();
            catchUp();
        } while (!signals.compareAndSet(seen, 0));
        if (delivery.ended()) {
            close();
        }
    }

    private void catchUp() {
        long end = keyspace.revision();
        if (delivery.position() > end) {
            delivery.compacted(end);
            return;
        }
        long position = delivery.position();
        while (position < end && !delivery.ended()) {
            Optional<Map.Entry<Long, List<Change>>> next = keyspace.batchAfter(position);
            if (keyspace.compacted() > position) {
                delivery.compacted(keyspace.compacted());
                return;
            }
            if (next.isEmpty()) {
                break;
            }
            position = next.get().getKey();
            deliver(position, next.get().getValue());
        }
        delivery.progress(end);
        broken.ifPresent(delivery::failed);
    }

    private void deliver(long revision, List<Change> changes) {
        List<Change> wanted =
                changes.stream().filter(change -> range.contains(change.key())).toList();
        if (!wanted.isEmpty()) {
            delivery.batch(new WatchBatch(revision, wanted));
        }
    }

    @Override
    public CompletableFuture<Long> started() {
        return started;
    }

    @Override
    public void close() {
        delivery.close();
        onClose.accept(this);
    }
}
