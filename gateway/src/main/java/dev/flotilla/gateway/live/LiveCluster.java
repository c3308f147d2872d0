package dev.flotilla.gateway.live;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.gateway.event.Event;
import dev.flotilla.gateway.event.EventDeriver;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.gateway.view.SnapshotDifference;
import dev.flotilla.model.error.FlotillaError;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The cluster as one watch tells it. Reads are answered from here: they cost the registry nothing, and see at least what
 * was written through this gateway before. While no registry answers, and until what was missed meanwhile begins to come,
 * nothing is read, because it could be out of date.
 */
public final class LiveCluster implements WatchListener {
    /** A watch in order shows what was written at once, and a revision that changes nothing here after 200 ms. */
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    private static final String CATCHING_UP = "catching up with the registry";

    private final EventLog events;
    private final EventDeriver deriver;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Records records = new Records();
    private final Expectation expectation = new Expectation();

    private boolean synced;
    private boolean connected;
    /** Something came since the watch was last interrupted. */
    private boolean current;

    private String trouble = "not connected yet";
    private long revision;

    /**
     * What was read, and as of when.
     */
    public record Reading<T>(T value, long revision) {}

    /**
     * @param events hears what happens
     * @param timeout how long a read waits for a registry to answer
     */
    public LiveCluster(EventLog events, Clock clock, Duration timeout) {
        this.events = events;
        this.deriver = new EventDeriver(clock);
        this.timeout = timeout;
    }

    /**
     * Reads at one revision; {@link FlotillaError.Unavailable} when no registry answers in time.
     *
     * @param query must not keep what it is given
     */
    public <T> Reading<T> read(Function<Records, T> query) {
        lock.lock();
        try {
            awaitCurrent();
            return new Reading<>(query.apply(records), revision);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads again when there is something else to read than before, which the caller knows from elsewhere; in vain, and the
     * same as before, when the watch does not tell it in time.
     */
    public <T> Reading<T> readOther(Function<Records, T> query, T before) {
        lock.lock();
        try {
            awaitRegistry();
            await(CATCH_UP, () -> !query.apply(records).equals(before) || !current);
            checkCurrent();
            return new Reading<>(query.apply(records), revision);
        } finally {
            lock.unlock();
        }
    }

    /** Later reads are of this revision or a later one. */
    public void expect(long written) {
        lock.lock();
        try {
            expectation.written(written, revision);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns when the first snapshot has been taken in and the copy is at the revision, or should have been by now if the
     * store were. {@link FlotillaError.Unavailable} when no registry answers who could tell.
     */
    public void reach(long wanted) {
        lock.lock();
        try {
            if (synced && revision >= wanted) {
                return;
            }
            awaitRegistry();
            await(CATCH_UP, () -> revision >= wanted || !current);
            checkCurrent();
        } finally {
            lock.unlock();
        }
    }

    /** Why reads cannot be answered now; empty when they can. */
    public Optional<String> trouble() {
        lock.lock();
        try {
            return current ? Optional.empty() : Optional.of(connected ? CATCHING_UP : trouble);
        } finally {
            lock.unlock();
        }
    }

    /** The last revision taken in; 0 before the first snapshot. */
    public long revision() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onSnapshot(List<WatchItem> items, long atRevision) {
        lock.lock();
        try {
            List<WatchChange> changes = SnapshotDifference.of(records, items, atRevision);
            List<Event> happened = take(changes);
            if (atRevision < revision) {
                expectation.giveUp(); // the store was put back, and what was written with it
            }
            if (synced && atRevision >= revision) {
                events.publish(happened, atRevision);
            } else {
                // The first snapshot, or a store that was put back: what is known begins here.
                events.restart(happened, atRevision);
            }
            synced = true;
            expectation.allToldAt(atRevision);
            reached(atRevision);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onChanges(WatchBatch batch) {
        lock.lock();
        try {
            events.publish(take(batch.changes()), batch.revision());
            reached(batch.revision());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onProgress(long atRevision) {
        lock.lock();
        try {
            events.publish(List.of(), atRevision);
            expectation.allToldAt(atRevision);
            reached(atRevision);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onConnected(Endpoint replica) {
        lock.lock();
        try {
            connected = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onStartOver() {
        lock.lock();
        try {
            interrupted();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onDisconnected(FlotillaError reason) {
        lock.lock();
        try {
            connected = false;
            trouble = reason.message();
            interrupted();
        } finally {
            lock.unlock();
        }
    }

    private List<Event> take(List<WatchChange> changes) {
        List<Event> happened = new ArrayList<>();
        for (WatchChange change : changes) {
            deriver.of(change, records).ifPresent(happened::add);
            records.apply(change);
        }
        return happened;
    }

    private void reached(long atRevision) {
        revision = atRevision;
        current = true;
        changed.signalAll();
    }

    private void interrupted() {
        current = false;
        changed.signalAll();
    }

    private void awaitRegistry() {
        await(timeout, () -> current);
        checkCurrent();
    }

    private void checkCurrent() {
        if (!current) {
            throw new FlotillaError.Unavailable(connected ? CATCHING_UP : "no registry answers: " + trouble)
                    .asException();
        }
    }

    /** All of it within the timeout, whatever it is that is waited for. */
    private void awaitCurrent() {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean patient;
        do {
            await(left(deadline), () -> current);
            checkCurrent();
            patient = awaitWritten(deadline);
        } while (!current);
        if (!expectation.isMetAt(revision)) {
            if (!patient || !expectation.isOvertaken()) {
                throw new FlotillaError.Unavailable("revision " + expectation.revision()
                                + ", which was written before, has not been heard of yet")
                        .asException();
            }
            expectation.giveUp(); // only one read waits for it
        }
    }

    /** Returns whether a watch in order would have shown by now what was written. */
    private boolean awaitWritten(long deadline) {
        Duration most = timeout.dividedBy(2);
        Duration catchUp = most.compareTo(CATCH_UP) < 0 ? most : CATCH_UP;
        boolean patient = left(deadline).compareTo(catchUp) >= 0;
        await(patient ? catchUp : left(deadline), () -> expectation.isMetAt(revision) || !current);
        await(left(deadline), () -> expectation.isMetAt(revision) || expectation.isOvertaken() || !current);
        return patient;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    private void await(Duration atMost, BooleanSupplier condition) {
        long left = atMost.toNanos();
        try {
            while (!condition.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlotillaError.Unavailable("interrupted while waiting for the registry").asException();
        }
    }
}
