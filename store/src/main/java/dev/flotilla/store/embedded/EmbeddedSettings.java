package dev.flotilla.store.embedded;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How to run the embedded store.
 *
 * @param file the SQLite file; it and its folder are created when missing
 * @param retainedChanges so many of the newest changes stay available for watches and for reads at an older revision;
 *     at least 1,000
 * @param nanoTime a monotonic clock for leases, as {@link System#nanoTime}
 */
public record EmbeddedSettings(Path file, int retainedChanges, LongSupplier nanoTime) {
    public static final int DEFAULT_RETAINED_CHANGES = 100_000;

    public EmbeddedSettings {
        file = file.toAbsolutePath().normalize();
        Objects.requireNonNull(nanoTime, "nanoTime");
        if (retainedChanges < 1_000) {
            throw new IllegalArgumentException("retainedChanges must be at least 1000: " + retainedChanges);
        }
    }

    public EmbeddedSettings(Path file) {
        this(file, DEFAULT_RETAINED_CHANGES, System::nanoTime);
    }
}
