package dev.flotilla.client.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.time.Duration;
import java.util.Objects;

/**
 * What a sidekick wants to have published.
 *
 * @param ttl how long the record outlives its sidekick; positive
 */
public record Offer(Instance instance, Duration ttl) {
    public Offer {
        Objects.requireNonNull(instance, "instance");
        if (ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("a TTL is longer than nothing: " + ttl);
        }
    }

    public InstanceKey key() {
        return instance.key();
    }
}
