package dev.flotilla.registry.brake;

import java.time.Duration;

/**
 * When moves are held.
 *
 * @param smallest clusters with fewer machines never brake
 * @param window machines lost within this time are one incident
 * @param settle how long after an incident's first sign more of it may come to light: a TTL and a little more
 */
public record BrakeSettings(int smallest, Duration window, Duration settle) {
    public static final int SMALLEST = 10;
    public static final Duration WINDOW = Duration.ofMinutes(5);

    public BrakeSettings {
        if (smallest < 1 || !window.isPositive() || !settle.isPositive()) {
            throw new IllegalArgumentException("the brake's settings are positive");
        }
    }
}
