package dev.flotilla.sidekick.testing;

import dev.flotilla.sidekick.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time passes only when a test says so; what goes aside is done at once. */
public final class VirtualLoop implements Loop {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Task(long time, long order, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::time).thenComparingLong(Task::order));
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
    public void aside(Runnable task) {
        execute(task);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant now() {
        return START.plusNanos(now);
    }

    /** Does all there is to do now. */
    public void run() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, doing everything at its time. */
    public void advance(Duration duration) {
        long limit = now + duration.toNanos();
        while (!tasks.isEmpty() && tasks.peek().time() <= limit) {
            Task next = tasks.remove();
            now = Math.max(now, next.time());
            next.action().run();
        }
        now = limit;
    }
}
