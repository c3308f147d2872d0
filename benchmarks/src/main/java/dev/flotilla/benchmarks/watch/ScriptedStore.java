package dev.flotilla.benchmarks.watch;

import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Shows what it was given, then tells its only watch what it is made to tell. Takes no writes. */
final class ScriptedStore implements Store {
    private final Page page;
    private Optional<WatchListener> listener = Optional.empty();

    ScriptedStore(List<Entry> entries, long revision) {
        this.page = new Page(entries, revision, false);
    }

    void tell(WatchBatch batch) {
        listener.orElseThrow().onBatch(batch);
    }

    @Override
    public CompletableFuture<Page> read(ReadRequest request) {
        return CompletableFuture.completedFuture(page);
    }

    @Override
    public Watch watch(WatchRequest request, WatchListener told) {
        listener = Optional.of(told);
        return new Watch() {
            @Override
            public CompletableFuture<Long> started() {
                return CompletableFuture.completedFuture(request.after());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Duration> renew(LeaseId lease) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> revoke(LeaseId lease) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> compact(long revision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Health> health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
