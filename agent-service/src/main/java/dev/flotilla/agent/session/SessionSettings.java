package dev.flotilla.agent.session;

import java.time.Duration;

/**
 * How patient the agent is.
 *
 * @param welcomeTimeout a replica that has not welcomed the agent within it is left for another; the first few of a row
 *     get a third of the TTL at most
 * @param firstRetry the longest wait before the first try after a lost session; later ones double
 * @param lastRetry the longest wait ever; well below the TTL, or an outage of the registry outlasts itself
 * @param assumedTtl the TTL as long as no registry has said one
 */
public record SessionSettings(Duration welcomeTimeout, Duration firstRetry, Duration lastRetry, Duration assumedTtl) {
    public static final SessionSettings DEFAULT = new SessionSettings(
            Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(6));

    public SessionSettings {
        if (welcomeTimeout.compareTo(Duration.ZERO) <= 0
                || firstRetry.compareTo(Duration.ZERO) <= 0
                || lastRetry.compareTo(firstRetry) < 0
                || assumedTtl.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("session settings must be positive and lastRetry at least firstRetry");
        }
    }
}
