package dev.flotilla.registry.testing;

import dev.flotilla.registry.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A loop whose time passes only when a test says so. One thread; the same script always runs the same way. */
public final class VirtualLoop implements Loop {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Task(long time, long order, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::time).thenComparingLong(Task::order));
    private Duration clockAhead = Duration.ZERO;
    private long now;
    private long order;

    @Override
    public void execute(Runnable task) {
        tasks.add(new Task(now, order++, task));
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Task timer = new Task(now + delay.toNanos(), order++, task);
        tasks.add(timer);
        return () -> tasks.remove(timer);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant now() {
        return START.plusNanos(now).plus(clockAhead);
    }

    /** The wall clock jumps; no time passes. */
    public void setClockForward(Duration step) {
        clockAhead = clockAhead.plus(step);
    }

    /** Does all there is to do now. */
    public void run() {
        runUntil(now);
    }

    /** Lets time pass, doing everything at its time. */
    public void advance(Duration duration) {
        runUntil(now + duration.toNanos());
    }

    /** The process stands still: time passes, and only then everything that was due happens. */
    public void stall(Duration duration) {
        now += duration.toNanos();
        run();
    }

    /** The future's value; lets at most ten seconds pass to get it. Its failure is thrown. */
    public <T> T get(CompletableFuture<T> future) {
        long limit = now + Duration.ofSeconds(10).toNanos();
        run();
        while (!future.isDone() && !tasks.isEmpty() && tasks.peek().time() <= limit) {
            runUntil(tasks.peek().time());
        }
        if (!future.isDone()) {
            throw new AssertionError("nothing more happens, and there is no answer");
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    private void runUntil(long limit) {
        while (!tasks.isEmpty() && tasks.peek().time() <= limit) {
            Task next = tasks.remove();
            now = Math.max(now, next.time());
            next.action().run();
        }
        now = Math.max(now, limit);
    }
}
