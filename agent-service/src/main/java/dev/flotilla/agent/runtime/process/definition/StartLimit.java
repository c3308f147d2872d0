package dev.flotilla.agent.runtime.process.definition;

import java.time.Duration;

/**
 * How often a unit may be started: {@code StartLimitIntervalSec=} and {@code StartLimitBurst=}.
 *
 * @param interval zero: as often as one likes
 * @param burst starts within the interval; zero: as many as one likes
 */
public record StartLimit(Duration interval, int burst) {
    /** systemd's default. */
    public static final StartLimit DEFAULT = new StartLimit(Duration.ofSeconds(10), 5);

    public boolean isNone() {
        return interval.isZero() || burst == 0;
    }
}
