package dev.flotilla.cli.session;

import java.time.Duration;

/**
 * How a command waits for the cluster.
 *
 * @param firstPoll between the first two looks; doubled from then on
 * @param lastPoll the longest between two looks
 * @param attempt what {@code --block-attempts} counts; fleetctl looked every 500 ms
 * @param patience how long a unit waits for a machine until the reason is said
 * @param surrender how long it waits, or the gateway is away, until an unlimited wait is given up
 */
public record Pace(Duration firstPoll, Duration lastPoll, Duration attempt, Duration patience, Duration surrender) {
    public static final Pace DEFAULT = new Pace(
            Duration.ofMillis(20),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));
}
