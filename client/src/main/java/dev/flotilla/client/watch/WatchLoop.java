package dev.flotilla.client.watch;

import dev.flotilla.client.transport.Backoff;
import dev.flotilla.client.transport.PulledStream;
import dev.flotilla.client.transport.Replica;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.client.transport.Revisions;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch on a thread of its own: opens a stream, hands on what comes, and when the stream breaks goes on at another
 * replica after the last revision that the listener took in whole.
 */
public final class WatchLoop implements Watch, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
    /** A stream that lived so long was a good one: the next failure is a first one. */
    private static final Duration GOOD_STREAM = Duration.ofSeconds(5);

    /** A stream that was resumed may have nothing to say; so long without an end, it stands. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    /** A replica that gave signs of life while it had nothing to tell gives one every 2 s; this long without, it hangs. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Replicas replicas;
    private final WatchSpec spec;
    private final WatchListener listener;
    private final Revisions revisions;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object streamLock = new Object();

    private @Nullable PulledStream<WatchRequest, WatchResponse> running;
    private volatile @Nullable Thread thread;
    private volatile long revision;
    /** How far it was when its history was found gone. */
    private long reached;

    private boolean synced;
    private boolean connected;
    /** This stream's replica gives signs of life. */
    private boolean lively;

    private boolean lossSaid;
    private int failures;

    public WatchLoop(
            Replicas replicas, WatchSpec spec, WatchListener listener, Revisions revisions, RandomGenerator random) {
        this.replicas = replicas;
        this.spec = spec;
        this.listener = listener;
        this.revisions = revisions;
        this.random = random;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (isOpen()) {
                Replica replica = replicas.preferred();
                long started = System.nanoTime();
                FlotillaError end = follow(replica);
                if (isOpen()) {
                    lost(replica, end, Duration.ofNanos(System.nanoTime() - started));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (streamLock) {
            if (running != null) {
                running.close();
            }
        }
        awaitEnd();
    }

    private void awaitEnd() {
        Thread worker = thread;
        if (worker == null || worker == Thread.currentThread()) {
            return;
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startOver() {
        revision = 0;
        synced = false;
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void lost(Replica replica, FlotillaError reason, Duration lived) throws InterruptedException {
        if (reason instanceof FlotillaError.Compacted) {
            LOG.info("{} no longer has the changes after revision {}: reading a new snapshot", replica, revision);
            reached = revision;
            startOver();
            return;
        }
        if (connected || !lossSaid) {
            LOG.info("lost the registry at {}: {}", replica, reason.message());
            listener.onDisconnected(reason);
            lossSaid = true;
        }
        connected = false;
        replicas.failed(replica);
        failures = lived.compareTo(GOOD_STREAM) > 0 ? 1 : failures + 1;
        if (failures % replicas.size() == 0) {
            Duration delay = BACKOFF.delay(failures / replicas.size(), random);
            boolean over = closed.await(delay.toNanos(), TimeUnit.NANOSECONDS);
            LOG.trace("waited {} before the next try, closed: {}", delay, over);
        }
    }

    /** Returns why the stream ended. */
    private FlotillaError follow(Replica replica) throws InterruptedException {
        PulledStream<WatchRequest, WatchResponse> stream =
                new PulledStream<>(replica, WatchServiceGrpc.getWatchMethod(), WatchWire.toProto(spec, revision));
        try {
            begin(stream);
            lively = false;
            List<WatchItem> snapshot = new ArrayList<>();
            while (true) {
                switch (stream.next(patience())) {
                    case PulledStream.Arrival.Message<WatchResponse>(WatchResponse response) -> {
                        sayConnected(replica);
                        if (response.hasCompacted()) {
                            return compacted(response.getCompacted().getCompactedRevision());
                        }
                        take(response, snapshot);
                    }
                    case PulledStream.Arrival.Quiet<WatchResponse> _ -> {
                        if (lively && connected) {
                            return new FlotillaError.Unavailable("no sign of life for " + SILENCE.toSeconds() + " s");
                        }
                        if (stream.isConnected()) {
                            sayConnected(replica);
                        }
                    }
                    case PulledStream.Arrival.End<WatchResponse>(FlotillaError reason) -> {
                        return reason;
                    }
                }
            }
        } catch (ListenerFailure e) {
            LOG.error("the listener of a watch failed; starting over with a new snapshot", e.getCause());
            startOver();
            return new FlotillaError.Internal("the listener failed");
        } finally {
            stream.close();
        }
    }

    private Duration patience() {
        if (!connected) {
            return SETTLING;
        }
        return lively ? SILENCE : FOR_EVER;
    }

    private FlotillaError compacted(long gone) {
        return new FlotillaError.Compacted("revision " + revision + " is gone", gone);
    }

    private void begin(PulledStream<WatchRequest, WatchResponse> stream) {
        synchronized (streamLock) {
            running = stream;
            if (!isOpen()) {
                stream.close();
            }
        }
    }

    private void sayConnected(Replica replica) {
        if (connected) {
            return;
        }
        if (lossSaid) {
            LOG.info("following the registry again at {}", replica);
        }
        connected = true;
        lossSaid = false;
        listener.onConnected(replica.endpoint());
    }

    private void take(WatchResponse response, List<WatchItem> snapshot) {
        switch (response.getMessageCase()) {
            case SNAPSHOT -> snapshot.addAll(WatchWire.items(response.getSnapshot()));
            case SNAPSHOT_END -> {
                long end = response.getSnapshotEnd().getRevision();
                List<WatchItem> items = List.copyOf(snapshot);
                snapshot.clear();
                synced = true;
                if (end < reached) {
                    LOG.warn("the store went back from revision {} to {}: it was restored", reached, end);
                    revisions.restored(end);
                }
                reached = 0;
                deliver(end, () -> listener.onSnapshot(items, end));
            }
            case CHANGES -> {
                WatchBatch batch = WatchWire.after(response.getChanges(), revision);
                if (synced && batch.revision() > revision) {
                    deliver(batch.revision(), () -> listener.onChanges(batch));
                }
            }
            case PROGRESS -> {
                long progress = response.getProgress().getRevision();
                lively |= synced && progress <= revision;
                if (synced && progress > revision) {
                    deliver(progress, () -> listener.onProgress(progress));
                }
            }
            case COMPACTED, MESSAGE_NOT_SET -> LOG.debug("passed over a message of no meaning here");
        }
    }

    private void deliver(long now, Runnable delivery) {
        try {
            delivery.run();
        } catch (RuntimeException e) {
            throw new ListenerFailure(e);
        }
        revision = now;
        revisions.seen(now);
    }

    private static final class ListenerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerFailure(RuntimeException cause) {
            super(cause);
        }
    }
}
