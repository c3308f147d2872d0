package dev.flotilla.store.etcd;

import dev.flotilla.store.Change;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchDelivery;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch that outlives its streams.
 *
 * <p>jetcd resumes a broken watch by itself, but from the store's revision when the stream was created, which skips what
 * was not delivered by then; and it gives up for good when a member has no leader. So it is never left to do so: a stream
 * that fails is closed, what it still says is ignored, and a new one starts from what was delivered.
 *
 * <p>A stream is asked to start <em>at</em> the last delivered revision, not after it, and the repetition is dropped. Many
 * releases of etcd (3.4.23 among them) lose a deletion at the compacted revision from a watch that starts exactly there;
 * asking for one revision more turns that into "compacted".
 *
 * <p>Progress is only taken from the notifications that etcd sends by itself: those that a client requests overtake
 * changes in the same releases.
 *
 * <p>That a member is at an older revision than was delivered proves nothing: it may lag behind the one that told it. So a
 * watch never takes etcd for restored from a backup; it waits for what comes after its place.
 *
 * <p>All of it runs on one thread for each watch, listener included.
 */
final class EtcdWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofSeconds(1);

    private final KeyRange range;
    private final EtcdConnection connection;
    private final WatchDelivery delivery;
    private final Duration timeout;
    private final Consumer<EtcdWatch> onClose;
    private final CompletableFuture<Long> started = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name("flotilla-etcd-watch-", 0).factory());

    private Optional<Stream> current = Optional.empty();
    private int failures;
    private boolean connected = true;

    EtcdWatch(
            KeyRange range,
            EtcdConnection connection,
            WatchDelivery delivery,
            Duration timeout,
            Consumer<EtcdWatch> onClose) {
        this.range = range;
        this.connection = connection;
        this.delivery = delivery;
        this.timeout = timeout;
        this.onClose = onClose;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        run(this::open);
    }

    @Override
    public CompletableFuture<Long> started() {
        return started.copy();
    }

    @Override
    public void close() {
        delivery.close();
        onClose.accept(this);
        run(this::retire);
        thread.shutdown();
    }

    private void open() {
        if (delivery.ended()) {
            return;
        }
        Stream stream = new Stream();
        current = Optional.of(stream);
        try {
            stream.open();
        } catch (RuntimeException e) {
            lost(stream, String.valueOf(e.getMessage()));
            return;
        }
        schedule(timeout, () -> stream.checkAccepted());
    }

    private void accepted(long revision) {
        failures = 0;
        if (delivery.position() == 0) {
            delivery.startAfter(revision);
        }
        started.complete(delivery.position());
        if (!connected) {
            connected = true;
            LOG.info("the watch of {} goes on after revision {}", range, delivery.position());
            delivery.reconnected();
        }
    }

    private void lost(Stream stream, String reason) {
        if (!stream.isCurrent()) {
            return;
        }
        retire();
        if (connected) {
            connected = false;
            LOG.warn("the watch of {} lost etcd after revision {}: {}", range, delivery.position(), reason);
            delivery.disconnected(reason);
        }
        schedule(delay(), this::open);
    }

    private void compacted(Stream stream, long revision) {
        if (stream.isCurrent()) {
            delivery.compacted(revision);
            close();
        }
    }

    private void retire() {
        current.ifPresent(Stream::close);
        current = Optional.empty();
    }

    /** Doubles up to {@link #MAX_DELAY}, with jitter, so that the watches of many replicas do not come back at once. */
    private Duration delay() {
        long full = Math.min(MAX_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(failures++, 10));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    private void run(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    private void schedule(Duration delay, Runnable task) {
        try {
            Future<?> _ = thread.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the watch of {} is closed", range, e);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a watch step failed", e);
        }
    }

    /** One stream of jetcd. Its callbacks come on jetcd's thread and move over to ours. */
    private final class Stream implements io.etcd.jetcd.Watch.Listener {
        private final EtcdClient client = connection.client();
        private Optional<io.etcd.jetcd.Watch.Watcher> watcher = Optional.empty();
        private boolean accepted;

        void open() {
            WatchOption.Builder option = WatchOption.builder()
                    .withRevision(delivery.position())
                    .withCreateNotify(true)
                    .withProgressNotify(true)
                    .withRequireLeader(true);
            EtcdBytes.end(range).ifPresent(option::withRange);
            watcher = Optional.of(client.watch().watch(EtcdBytes.start(range), option.build(), this));
        }

        boolean isCurrent() {
            return current.filter(stream -> stream == this).isPresent();
        }

        void checkAccepted() {
            if (!accepted) {
                lost(this, "no answer in time");
            }
        }

        void close() {
            watcher.ifPresent(io.etcd.jetcd.Watch.Watcher::close);
        }

        @Override
        public void onNext(WatchResponse response) {
            connection.reached();
            run(() -> {
                if (isCurrent()) {
                    handle(response);
                }
            });
        }

        @Override
        public void onError(Throwable thrown) {
            if (EtcdFailures.isDisconnected(thrown)) {
                connection.notReached(client);
            }
            run(() -> EtcdFailures.compactedRevision(thrown)
                    .ifPresentOrElse(
                            revision -> compacted(this, revision),
                            () -> lost(
                                    this,
                                    EtcdFailures.translate("watch", thrown)
                                            .error()
                                            .message())));
        }

        @Override
        public void onCompleted() {
            run(() -> lost(this, "etcd ended the watch"));
        }

        private void handle(WatchResponse response) {
            long revision = response.getHeader().getRevision();
            if (response.isCreatedNotify()) {
                accepted = true;
                EtcdWatch.this.accepted(revision);
            } else if (response.isProgressNotify()) {
                delivery.progress(revision);
            } else {
                batches(response.getEvents());
            }
            if (delivery.ended()) {
                EtcdWatch.this.close(); // the listener threw
            }
        }

        /** A response holds one or more whole revisions, oldest first (fragments are sent to those who ask for them). */
        private void batches(List<WatchEvent> events) {
            List<Change> changes = new ArrayList<>();
            for (WatchEvent event : events) {
                Change change = EtcdBytes.change(event);
                if (!changes.isEmpty() && changes.getFirst().modRevision() != change.modRevision()) {
                    deliver(changes);
                    changes.clear();
                }
                changes.add(change);
            }
            deliver(changes);
        }

        private void deliver(List<Change> changes) {
            if (!changes.isEmpty()) {
                delivery.batch(new WatchBatch(changes.getFirst().modRevision(), changes));
            }
        }
    }
}
