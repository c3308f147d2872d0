package dev.flotilla.simulation.node;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Health;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A deliberately broken store: its watches leave batches out. */
record SkippingStore(Store store, Predicate<WatchBatch> skips) implements Store {
    @Override
    public CompletableFuture<Page> read(ReadRequest request) {
        return store.read(request);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        return store.commit(transaction);
    }

    @Override
    public Watch watch(WatchRequest request, WatchListener listener) {
        return store.watch(request, new WatchListener() {
            @Override
            public void onBatch(WatchBatch batch) {
                if (skips.test(batch)) {
                    listener.onProgress(batch.revision());
                } else {
                    listener.onBatch(batch);
                }
            }

            @Override
            public void onProgress(long revision) {
                listener.onProgress(revision);
            }

            @Override
            public void onCompacted(long compactedRevision) {
                listener.onCompacted(compactedRevision);
            }

            @Override
            public void onFailed(FlotillaError error) {
                listener.onFailed(error);
            }

            @Override
            public void onDisconnected(String reason) {
                listener.onDisconnected(reason);
            }

            @Override
            public void onReconnected() {
                listener.onReconnected();
            }
        });
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        return store.grant(ttl);
    }

    @Override
    public CompletableFuture<Duration> renew(LeaseId lease) {
        return store.renew(lease);
    }

    @Override
    public CompletableFuture<Void> revoke(LeaseId lease) {
        return store.revoke(lease);
    }

    @Override
    public CompletableFuture<Long> compact(long revision) {
        return store.compact(revision);
    }

    @Override
    public CompletableFuture<Health> health() {
        return store.health();
    }

    @Override
    public void close() {
        store.close();
    }
}
