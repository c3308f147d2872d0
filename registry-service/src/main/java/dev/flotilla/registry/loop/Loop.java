package dev.flotilla.registry.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The registry's loop: every piece of its memory is read and changed by tasks of this loop alone, one at a time, in the
 * order they were handed over. A task never waits. Time comes from here too, so that a simulation can bring its own.
 */
public interface Loop extends Executor {

    /** Runs the task after all that were handed over before; may be called from any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task on the loop, not earlier than after the delay. */
    Timer after(Duration delay, Runnable task);

    /** A monotonic clock in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /** The time of day, for records that people read. */
    Instant now();

    /** Does the work on the loop; what it throws fails the future. */
    default <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                Futures.forward(work.get(), result);
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** The same outcome, told on the loop. */
    default <T> CompletableFuture<T> bring(CompletableFuture<T> future) {
        CompletableFuture<T> result = new CompletableFuture<>();
        future.whenCompleteAsync((value, failure) -> Futures.complete(result, value, failure), this);
        return result;
    }

    /** A task that waits for its time. */
    interface Timer {

        /** Forgets the task. Nothing happens when it has run. */
        void cancel();
    }
}
