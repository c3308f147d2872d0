package dev.flotilla.registry.election;

import dev.flotilla.registry.record.Leader;
import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a candidate stands.
 *
 * @param leading whether it leads
 * @param leader who leads; empty when nobody does at this moment
 * @param lease to be presented with the next call
 * @param ttl what the store granted
 */
public record Standing(boolean leading, Optional<Leader> leader, LeaseId lease, Duration ttl) {
    public Standing {
        Objects.requireNonNull(leader, "leader");
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(ttl, "ttl");
    }
}
