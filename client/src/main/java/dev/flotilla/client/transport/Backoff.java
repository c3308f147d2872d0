package dev.flotilla.client.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling from {@code first} up to {@code most}, of which a random part of at
 * least half is taken, so that those who failed together do not come back together.
 *
 * @param first before the second try
 * @param most never longer
 */
public record Backoff(Duration first, Duration most) {
    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a backoff needs 0 < first <= most, not " + first + " and " + most);
        }
    }

    /**
     * How long to wait now.
     *
     * @param failures how often it failed so far, from 1
     */
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.clamp(failures - 1L, 0, MAX_DOUBLINGS);
        double full = Math.min((double) most.toNanos(), first.toNanos() * Math.pow(2, doublings));
        return Duration.ofNanos((long) (full / 2 + random.nextDouble() * full / 2));
    }
}
