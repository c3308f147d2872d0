package dev.flotilla.store;

import java.time.Duration;
import java.util.Objects;

/**
 * A granted lease: keys attached to it vanish when it is not {@linkplain Store#renew renewed} for its TTL.
 *
 * @param ttl positive
 */
public record Lease(LeaseId id, Duration ttl) {
    public Lease {
        Objects.requireNonNull(id, "id");
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException("ttl must be positive: " + ttl);
        }
    }

    /**
     * A TTL as a store can grant it: parts of a second rounded up.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public static Duration wholeSeconds(Duration ttl) {
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException("ttl must be positive: " + ttl);
        }
        return Duration.ofSeconds(ttl.plusNanos(999_999_999).toSeconds());
    }
}
