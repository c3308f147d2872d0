package dev.flotilla.simulation.node;

import dev.flotilla.scheduler.loop.Loop;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;

/** A scheduler's loop on virtual time. */
record SchedulerLoop(Life life) implements Loop {
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
}
