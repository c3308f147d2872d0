package dev.flotilla.registry.brake;

import java.time.Duration;

/**
 * When moves are held.
 *
 * @param smallest clusters with fewer machines never brake
 * @param window machines lost within this time are one incident
 * @param settle how long after an incident's first sign more of it may come to light: a TTL and a little more
 * @param hold how much later than here other replicas may find out about machines that went at the same moment: a heartbeat and a
 *     little more
 */
public record BrakeSettings(int smallest, Duration window, Duration settle, Duration hold) {
    public static final int SMALLEST = 10;
    public static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int STRAGGLING = 2;

    public BrakeSettings {
        if (smallest < 1 || !window.isPositive() || !settle.isPositive() || !hold.isPositive()) {
            throw new IllegalArgumentException("the brake's settings are positive");
        }
    }

    /**
     * How long after one machine's return the next may follow, of those that were away together: where much starts anew at once, some
     * are slow.
     */
    Duration stragglers() {
        return settle.multipliedBy(STRAGGLING);
    }
}
