package dev.flotilla.simulation.node;

import dev.flotilla.registry.loop.Loop;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.time.Instant;

/** A registry's loop on virtual time. */
record RegistryLoop(Life life) implements Loop {
    @Override
    public void execute(Runnable task) {
        life.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return life.after(delay, task)::cancel;
    }

    @Override
    public long nanoTime() {
        return life.nanoTime();
    }

    @Override
    public Instant now() {
        return life.wallClock();
    }
}
