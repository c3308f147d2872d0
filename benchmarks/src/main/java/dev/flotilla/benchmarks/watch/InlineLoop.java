package dev.flotilla.benchmarks.watch;

import dev.flotilla.registry.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;

/** Runs everything on the caller's thread, in order; time stands still, so timers never fire. */
final class InlineLoop implements Loop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
            next.run();
        }
        running = false;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }
}
