package dev.flotilla.scheduler;

import dev.flotilla.scheduler.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop whose time passes only when a test says so. */
public final class VirtualLoop implements Loop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long now = 1_000_000_000L;
    private long timersMade;

    private record Due(long at, long number, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(now + Math.max(0, delay.toNanos()), timersMade++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Everything that can happen without time passing. */
    public void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** The process stands still for so long: afterwards all timers are late at once. */
    public void freeze(Duration time) {
        now += time.toNanos();
    }

    /** Time passes, and what is due happens on time. */
    public void pass(Duration time) {
        long end = now + time.toNanos();
        run();
        for (Due due = timers.peek(); due != null && due.at() <= end; due = timers.peek()) {
            timers.remove(due);
            now = Math.max(now, due.at());
            due.task().run();
            run();
        }
        now = Math.max(now, end);
    }
}
