package dev.flotilla.scheduler.loop;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs tasks one at a time, in the order they were handed over: the scheduler's state is touched by these tasks alone.
 * Time comes from here too, so that tests and simulations can bring their own.
 */
public interface Loop extends Executor {
    /** From any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task on the loop, not before the delay is over. */
    Timer after(Duration delay, Runnable task);

    /** A monotonic clock in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /** A task that waits for its time. */
    interface Timer {
        /** A timer that has nothing to do. */
        Timer NONE = () -> {};

        /** Forgets the task; nothing happens when it has run. On the loop, it does not run after this. */
        void cancel();
    }
}
