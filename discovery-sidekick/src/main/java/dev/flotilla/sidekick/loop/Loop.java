package dev.flotilla.sidekick.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The sidekick's loop: all of its memory is read and changed by tasks of this loop alone, one at a time, in the order they
 * were handed over. A task never waits. Time comes from here too.
 */
public interface Loop extends Executor {

    /** Runs the task after all that were handed over before; any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task on the loop, not earlier than after the delay. */
    Timer after(Duration delay, Runnable task);

    /** Runs what may wait on a thread of its own; it brings its outcome back by {@link #execute}. */
    void aside(Runnable task);

    /** A monotonic clock in nanoseconds. */
    long nanoTime();

    /** The time of day. */
    Instant now();

    /** A task that waits for its time. */
    interface Timer {
        /** Forgets the task. Nothing happens when it has run. */
        void cancel();
    }
}
