package dev.flotilla.benchmarks.systemd;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what is to come, but not for ever. */
final class Wait {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Wait() {}

    /** Looks again after each pause: one that asks without a pause takes the processors from what it measures. */
    static void until(String what, Duration pause, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + ": not there after " + PATIENCE.toSeconds() + " s");
            }
            sleep(pause);
        }
    }

    /** Who does not answer yet is asked again. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
