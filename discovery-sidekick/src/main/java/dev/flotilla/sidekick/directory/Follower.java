package dev.flotilla.sidekick.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings something in step with the directory, on a thread of its own: one run at a time, on the latest snapshot; what
 * changed during a run is seen by the next. A burst of changes is waited out first, but not for ever. Nothing runs
 * before the registry was heard for the first time.
 */
public final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    /** What follows. */
    @FunctionalInterface
    public interface Work {
        /**
         * Brings it in step.
         *
         * @return when to run again although nothing changed; empty: only when something changes
         */
        Optional<Duration> run(Snapshot snapshot) throws InterruptedException;
    }

    /**
     * How a burst of changes is waited out.
     *
     * @param quiet nothing has changed for this long
     * @param most waited for this long, though it goes on changing
     */
    public record Debounce(Duration quiet, Duration most) {
        /** Runs at once. */
        public static final Debounce NONE = new Debounce(Duration.ZERO, Duration.ZERO);

        public Debounce {
            if (quiet.isNegative() || most.compareTo(quiet) < 0) {
                throw new IllegalArgumentException("a debounce of " + quiet + " waits at least that long, not " + most);
            }
        }
    }

    private final Work work;
    private final Debounce debounce;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Directory.Subscription subscription;
    private final Thread thread;
    private Optional<Snapshot> latest = Optional.empty();
    private boolean changed;
    private boolean closed;
    private long firstChange;
    private long lastChange;

    public Follower(String threadName, Directory directory, Debounce debounce, Work work) {
        this.work = work;
        this.debounce = debounce;
        this.thread = Thread.ofPlatform().name(threadName).daemon().unstarted(this::loop);
        this.subscription = directory.listen(this::hear);
        thread.start();
    }

    private void hear(Snapshot snapshot) {
        lock.lock();
        try {
            boolean same = latest.map(known -> known.services().equals(snapshot.services()))
                    .orElse(false);
            latest = Optional.of(snapshot);
            if (same) {
                return;
            }
            long now = System.nanoTime();
            firstChange = changed ? firstChange : now;
            lastChange = now;
            changed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        Optional<Duration> again = Optional.empty();
        try {
            while (true) {
                Optional<Snapshot> snapshot = next(again);
                if (snapshot.isEmpty()) {
                    return;
                }
                again = runOnce(snapshot.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends", thread.getName());
        }
    }

    private Optional<Duration> runOnce(Snapshot snapshot) throws InterruptedException {
        try {
            return work.run(snapshot);
        } catch (RuntimeException e) {
            LOG.error("{} failed; it tries again in {} s", thread.getName(), AFTER_A_FAULT.toSeconds(), e);
            return Optional.of(AFTER_A_FAULT);
        }
    }

    /** Waits for the next run; empty when closed. */
    private Optional<Snapshot> next(Optional<Duration> again) throws InterruptedException {
        lock.lock();
        try {
            long wake = System.nanoTime() + again.map(Duration::toNanos).orElse(0L);
            while (!closed) {
                long now = System.nanoTime();
                if (changed) {
                    long settled = Math.min(
                            lastChange + debounce.quiet().toNanos(),
                            firstChange + debounce.most().toNanos());
                    if (settled - now <= 0) {
                        break;
                    }
                    await(settled - now);
                } else if (again.isEmpty()) {
                    woken.await();
                } else if (wake - now <= 0) {
                    break;
                } else {
                    await(wake - now);
                }
            }
            changed = false;
            return closed ? Optional.empty() : latest;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws InterruptedException {
        var unused = woken.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends after the run that goes on, at most 5 s later. */
    @Override
    public void close() {
        subscription.close();
        lock.lock();
        try {
            closed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
