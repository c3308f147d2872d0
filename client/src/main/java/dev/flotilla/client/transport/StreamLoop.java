package dev.flotilla.client.transport;

import dev.flotilla.client.Endpoint;
import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows something of the registry on a thread of its own: opens a stream, hands on what comes, and when the stream breaks
 * goes on at another replica. What is asked for, and where it is resumed, is the subclass's; its methods are called on that
 * thread alone.
 *
 * @param <Q> what opens a stream
 * @param <R> what comes
 */
public abstract class StreamLoop<Q, R> implements Runnable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
    /** A stream that lived so long was a good one: the next failure is a first one. */
    private static final Duration GOOD_STREAM = Duration.ofSeconds(5);

    /** A stream that was resumed may have nothing to say; so long without an end, it stands. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Logger log = LoggerFactory.getLogger(getClass());
    private final String subject;
    private final Replicas replicas;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object streamLock = new Object();

    private @Nullable PulledStream<Q, R> running;
    private volatile @Nullable Thread thread;
    private boolean connected;
    private boolean lossSaid;
    private int failures;

    /** @param subject what is followed, for the log: {@code the registry} */
    protected StreamLoop(String subject, Replicas replicas, RandomGenerator random) {
        this.subject = subject;
        this.replicas = replicas;
        this.random = random;
    }

    /** A stream from where this watch is; nothing of an earlier stream counts any more. */
    protected abstract PulledStream<Q, R> open(Replica replica);

    /** Takes in what came; an error ends the stream. */
    protected abstract Optional<FlotillaError> take(R message);

    /** The listener failed: what comes next is everything from the beginning. */
    protected abstract void startOver();

    protected abstract void onConnected(Endpoint endpoint);

    protected abstract void onDisconnected(FlotillaError reason);

    /** Whether the end is only a reason to start over, which has been done: the replica is asked again at once. */
    protected boolean startsOver(Replica replica, FlotillaError end) {
        return false;
    }

    /** How long a stream that stands may be silent; empty: as long as it likes. */
    protected Optional<Duration> silence() {
        return Optional.empty();
    }

    @Override
    public final void run() {
        thread = Thread.currentThread();
        try {
            while (isOpen()) {
                Replica replica = replicas.preferred();
                long started = System.nanoTime();
                FlotillaError end = follow(replica);
                if (isOpen() && !startsOver(replica, end)) {
                    lost(replica, end, Duration.ofNanos(System.nanoTime() - started));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When this returns, or soon after when the listener itself calls it, nothing more is taken in. */
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

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void lost(Replica replica, FlotillaError reason, Duration lived) throws InterruptedException {
        if (connected || !lossSaid) {
            log.info("lost {} at {}: {}", subject, replica, reason.message());
            onDisconnected(reason);
            lossSaid = true;
        }
        connected = false;
        replicas.failed(replica);
        failures = lived.compareTo(GOOD_STREAM) > 0 ? 1 : failures + 1;
        if (failures % replicas.size() == 0) {
            Duration delay = BACKOFF.delay(failures / replicas.size(), random);
            boolean over = closed.await(delay.toNanos(), TimeUnit.NANOSECONDS);
            log.trace("waited {} before the next try, closed: {}", delay, over);
        }
    }

    /** Returns why the stream ended. */
    private FlotillaError follow(Replica replica) throws InterruptedException {
        PulledStream<Q, R> stream = open(replica);
        try {
            begin(stream);
            while (true) {
                switch (stream.next(patience())) {
                    case PulledStream.Arrival.Message<R>(R message) -> {
                        sayConnected(replica);
                        Optional<FlotillaError> end = take(message);
                        if (end.isPresent()) {
                            return end.get();
                        }
                    }
                    case PulledStream.Arrival.Quiet<R> _ -> {
                        if (connected && silence().isPresent()) {
                            return new FlotillaError.Unavailable(
                                    "no sign of life for " + silence().get().toSeconds() + " s");
                        }
                        if (stream.isConnected()) {
                            sayConnected(replica);
                        }
                    }
                    case PulledStream.Arrival.End<R>(FlotillaError reason) -> {
                        return reason;
                    }
                }
            }
        } catch (ListenerFailure e) {
            log.error("the listener of {} failed; starting over with a new snapshot", subject, e.getCause());
            startOver();
            return new FlotillaError.Internal("the listener failed");
        } finally {
            stream.close();
        }
    }

    private Duration patience() {
        return connected ? silence().orElse(FOR_EVER) : SETTLING;
    }

    private void begin(PulledStream<Q, R> stream) {
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
            log.info("following {} again at {}", subject, replica);
        }
        connected = true;
        lossSaid = false;
        onConnected(replica.endpoint());
    }

    /** Hands something to the listener; what the listener throws is no fault of the stream. */
    protected static void deliver(Runnable delivery) {
        try {
            delivery.run();
        } catch (RuntimeException e) {
            throw new ListenerFailure(e);
        }
    }

    private static final class ListenerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerFailure(RuntimeException cause) {
            super(cause);
        }
    }
}
