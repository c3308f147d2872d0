package dev.flotilla.agent.systemd.edge;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** systemd's timestamps: microseconds of the wall clock, 0 for never. */
final class Timestamps {
    private Timestamps() {}

    static Optional<Instant> instant(Number microseconds) {
        long value = microseconds.longValue();
        return value <= 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plus(value, ChronoUnit.MICROS));
    }
}
