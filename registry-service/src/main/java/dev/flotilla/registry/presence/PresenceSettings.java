package dev.flotilla.registry.presence;

import java.time.Duration;
import java.util.Objects;

/**
 * How machines are listened to.
 *
 * @param replicaId this replica's id
 * @param heartbeat how often an agent speaks
 * @param ttl a machine that is not heard for so long is lost; at least two heartbeats
 */
public record PresenceSettings(String replicaId, Duration heartbeat, Duration ttl) {
    public PresenceSettings {
        Objects.requireNonNull(replicaId, "replicaId");
        if (!heartbeat.isPositive() || ttl.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("the ttl is at least two heartbeats");
        }
    }

    /** Silence for longer than this is suspicious. */
    Duration suspicious() {
        return heartbeat.multipliedBy(3).dividedBy(2);
    }

    /** How often the silent are looked for. */
    Duration tick() {
        return heartbeat.dividedBy(2);
    }
}
