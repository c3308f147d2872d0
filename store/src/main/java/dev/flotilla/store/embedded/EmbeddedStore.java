package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Health;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchDelivery;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Store} in this process, kept in one SQLite file. */
public final class EmbeddedStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

    private final Set<EmbeddedWatch> watches = ConcurrentHashMap.newKeySet();
    private final Executor tasks = Thread.ofVirtual().name("flotilla-store-", 0)::start;
    private final ExecutorService answers = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("flotilla-store-answers").factory());
    private final FileGuard guard;
    private final Journal journal;
    private final Keyspace keyspace;
    private final Writer writer;

    private EmbeddedStore(EmbeddedSettings settings, FileGuard guard, Journal journal, StoreContents contents) {
        this.guard = guard;
        this.journal = journal;
        this.keyspace = contents.keyspace();
        this.writer = new Writer(contents, journal, settings, answers, new WriterListener() {
            @Override
            public void published() {
                watches.forEach(EmbeddedWatch::signal);
            }

            @Override
            public void broke(FlotillaError reason) {
                watches.forEach(watch -> watch.fail(reason));
            }
        });
        Thread.ofPlatform().daemon().name("flotilla-store-writer").start(writer);
    }

    public static EmbeddedStore open(Path file) {
        return open(new EmbeddedSettings(file));
    }

    /**
     * Opens the file or creates it.
     *
     * @throws FlotillaException {@code Unavailable} when the file cannot be used now, for example because another process
     *     has it open; {@code Invalid} when it is damaged or not a store
     */
    public static EmbeddedStore open(EmbeddedSettings settings) {
        FileGuard guard = FileGuard.acquire(settings.file());
        try {
            return open(settings, guard, Journal.open(settings.file()));
        } catch (RuntimeException e) {
            close(guard);
            throw e;
        }
    }

    static EmbeddedStore open(EmbeddedSettings settings, FileGuard guard, Journal journal) {
        try {
            return new EmbeddedStore(settings, guard, journal, StoreContents.load(journal, settings.nanoTime()));
        } catch (SQLException | RuntimeException e) {
            throw journal.unusable(e);
        }
    }

    @Override
    public CompletableFuture<Page> read(ReadRequest request) {
        return writer.ended()
                .map(reason -> CompletableFuture.<Page>failedFuture(reason.asException()))
                .orElseGet(() -> CompletableFuture.supplyAsync(() -> keyspace.read(request), tasks));
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        CompletableFuture<CommitResult> future = new CompletableFuture<>();
        writer.submit(new Operation.Commit(transaction, future));
        return future;
    }

    @Override
    public Watch watch(WatchRequest request, WatchListener listener) {
        long after = request.after() == 0 ? keyspace.revision() : request.after();
        EmbeddedWatch watch = new EmbeddedWatch(
                request.range(), keyspace, new WatchDelivery(listener, after), tasks, watches::remove);
        watches.add(watch);
        writer.ended().ifPresentOrElse(watch::fail, watch::signal);
        return watch;
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        CompletableFuture<Lease> future = new CompletableFuture<>();
        writer.submit(new Operation.Grant(Lease.wholeSeconds(ttl), future));
        return future;
    }

    @Override
    public CompletableFuture<Duration> renew(LeaseId lease) {
        CompletableFuture<Duration> future = new CompletableFuture<>();
        writer.submit(new Operation.Renew(lease, future));
        return future;
    }

    @Override
    public CompletableFuture<Void> revoke(LeaseId lease) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        writer.submit(new Operation.Revoke(lease, future));
        return future;
    }

    @Override
    public CompletableFuture<Long> compact(long revision) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        writer.submit(new Operation.Compact(revision, future));
        return future;
    }

    @Override
    public CompletableFuture<Health> health() {
        return CompletableFuture.completedFuture(writer.ended()
                .map(FlotillaError::message)
                .map(Health::down)
                .orElseGet(() -> Health.up(keyspace.revision())));
    }

    @Override
    public void close() {
        watches.forEach(EmbeddedWatch::close);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        writer.submit(new Operation.Stop(stopped));
        stopped.exceptionally(alreadyEnded -> null).join();
        answers.shutdown();
        try {
            journal.close();
        } catch (SQLException e) {
            LOG.warn("closing the store file failed; what was acknowledged is in it", e);
        }
        close(guard);
    }

    private static void close(FileGuard guard) {
        try {
            guard.close();
        } catch (IOException e) {
            LOG.warn("releasing the store file's lock failed", e);
        }
    }
}
