package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.store.Lease;
import java.time.Duration;
import java.util.Objects;

/**
 * What a sidekick wants to have published.
 *
 * @param ttl how long the record outlives its sidekick, in whole seconds
 */
public record Offer(Instance instance, Duration ttl) {
    public Offer {
        Objects.requireNonNull(instance, "instance");
        ttl = Lease.wholeSeconds(ttl);
    }

    InstanceKey key() {
        return instance.key();
    }
}
