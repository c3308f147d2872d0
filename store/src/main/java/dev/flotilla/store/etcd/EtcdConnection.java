package dev.flotilla.store.etcd;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client in use. gRPC waits longer and longer before it tries again to connect, at last two minutes, and jetcd has no
 * word for "now". A new client tries at once. So one that has not reached etcd for a while is replaced by another; what is
 * still under way in the old one ends as with a broken connection.
 */
final class EtcdConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdConnection.class);
    /** gRPC waits 1, 1.6 and 2.6 s within this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EtcdSettings settings;
    private EtcdClient client;
    private long reachedAt = System.nanoTime();
    private boolean replacing;
    private boolean closed;

    EtcdConnection(EtcdSettings settings) {
        this.settings = settings;
        this.client = EtcdClient.connect(settings);
    }

    /** Good for one call or one stream: the next may need another. */
    synchronized EtcdClient client() {
        return client;
    }

    /** Has what became of a call noted; the future is the same. */
    <T> CompletableFuture<T> observe(EtcdClient used, CompletableFuture<T> call) {
        CompletableFuture<T> unused = call.whenComplete((answer, thrown) -> {
            if (thrown == null) {
                reached();
            } else if (EtcdFailures.isDisconnected(thrown)) {
                notReached(used);
            }
        });
        return call;
    }

    synchronized void reached() {
        reachedAt = System.nanoTime();
    }

    synchronized void notReached(EtcdClient used) {
        boolean patient = System.nanoTime() - reachedAt < PATIENCE.toNanos();
        if (used == client && !patient && !replacing && !closed) {
            replacing = true;
            Thread.ofPlatform().daemon().name("flotilla-etcd-connect").start(this::replace);
        }
    }

    private void replace() {
        EtcdClient next;
        try {
            next = EtcdClient.connect(settings);
        } catch (RuntimeException e) {
            LOG.warn("no new client for etcd, the old one goes on: {}", e.getMessage());
            done();
            return;
        }
        exchange(next).close();
    }

    /** The one that is not needed any more. */
    private synchronized EtcdClient exchange(EtcdClient next) {
        done();
        if (closed) {
            return next;
        }
        EtcdClient old = client;
        client = next;
        return old;
    }

    private synchronized void done() {
        replacing = false;
        reachedAt = System.nanoTime();
    }

    @Override
    public void close() {
        EtcdClient last;
        synchronized (this) {
            closed = true;
            last = client;
        }
        last.close();
    }
}
