package dev.flotilla.simulation.node;

import dev.flotilla.registry.loop.Loop;
import dev.flotilla.simulation.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;

/** The clock itself, for what outlives every process. */
record WorldLoop(VirtualTime time) implements Loop {
    @Override
    public void execute(Runnable task) {
        time.after(0, task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return time.after(delay, task)::cancel;
    }

    @Override
    public long nanoTime() {
        return time.now();
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(time.now());
    }
}
