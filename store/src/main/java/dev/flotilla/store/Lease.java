package dev.flotilla.store;

import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.util.Objects;

/**
 * A granted lease: keys attached to it vanish when it is not {@linkplain Store#renew renewed} for its TTL.
 *
 * @param ttl positive
 */
public record Lease(LeaseId id, Duration ttl) {
    /** What is to stay longer than this needs no lease. */
    public static final Duration MAX_TTL = Duration.ofDays(365);

    public Lease {
        Objects.requireNonNull(id, "id");
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException("ttl must be positive: " + ttl);
        }
    }

    /**
     * A TTL as a store can grant it: parts of a second rounded up.
     *
     * @throws dev.flotilla.model.error.FlotillaException {@code Invalid} when it is not positive, or above {@link #MAX_TTL}
     */
    public static Duration wholeSeconds(Duration ttl) {
        if (!ttl.isPositive() || ttl.compareTo(MAX_TTL) > 0) {
            throw new FlotillaError.Invalid(
                            "a lease lives for more than 0 s and at most " + MAX_TTL.toDays() + " days, not for " + ttl)
                    .asException();
        }
        return Duration.ofSeconds(ttl.plusNanos(999_999_999).toSeconds());
    }
}
