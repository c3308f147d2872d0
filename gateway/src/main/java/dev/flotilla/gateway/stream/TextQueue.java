package dev.flotilla.gateway.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Text on its way to one reader, at most so many pieces of it. Writers either wait for room or, when they may not wait,
 * give the reader up that is too slow. Made for virtual threads: whoever waits holds no thread of the platform.
 */
public final class TextQueue {
    private final int capacity;
    private final ArrayDeque<String> texts = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ended;
    private boolean closed;

    /** What the reader is to do. */
    public sealed interface Next {
        /** Write this. */
        record Text(String text) implements Next {}

        /** Nothing came for as long as was waited. */
        record Silence() implements Next {}

        /** There is no more. */
        record End() implements Next {}
    }

    /**
     * @param capacity pieces of text that may wait
     */
    public TextQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for a text at least");
        }
        this.capacity = capacity;
    }

    /** Waits for room; false when the reader has left and nothing more is of use. */
    public boolean put(String text) {
        lock.lock();
        try {
            while (!closed && texts.size() >= capacity) {
                changed.await();
            }
            return add(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Never waits: a reader for whom there is no room any more is given up. */
    public void offer(String text) {
        lock.lock();
        try {
            if (texts.size() >= capacity) {
                shut();
            } else {
                add(text);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reader gets what is there, then the end. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The reader leaves, or is given up. */
    public void close() {
        lock.lock();
        try {
            shut();
        } finally {
            lock.unlock();
        }
    }

    /** For the reader. */
    public Next next(Duration silence) throws InterruptedException {
        lock.lock();
        try {
            await(silence, () -> closed || ended || !texts.isEmpty());
            String text = texts.poll();
            if (text != null) {
                changed.signalAll();
                return new Next.Text(text);
            }
            return closed || ended ? new Next.End() : new Next.Silence();
        } finally {
            lock.unlock();
        }
    }

    private void await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long left = atMost.toNanos();
        while (!condition.getAsBoolean() && left > 0) {
            left = changed.awaitNanos(left);
        }
    }

    private boolean add(String text) {
        if (closed) {
            return false;
        }
        texts.add(text);
        changed.signalAll();
        return true;
    }

    private void shut() {
        closed = true;
        texts.clear();
        changed.signalAll();
    }
}
