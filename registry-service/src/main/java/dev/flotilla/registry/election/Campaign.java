package dev.flotilla.registry.election;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A candidate's call.
 *
 * @param candidate a name that is unique among the schedulers, 1 to {@value #MAX_NAME} characters
 * @param lease of the previous answer
 * @param ttl 2 s to 60 s
 */
public record Campaign(String candidate, Optional<LeaseId> lease, Duration ttl) {
    private static final int MAX_NAME = 256;
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Throws {@link FlotillaError.Invalid} when the name or the TTL is out of range. */
    public Campaign {
        Objects.requireNonNull(lease, "lease");
        if (candidate.isBlank() || candidate.length() > MAX_NAME) {
            throw new FlotillaError.Invalid(
                            "a candidate's name has 1 to " + MAX_NAME + " characters",
                            Optional.of("candidate"),
                            Optional.empty())
                    .asException();
        }
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new FlotillaError.Invalid(
                            "must be between 2 s and 60 s, not " + ttl.toMillis() + " ms",
                            Optional.of("ttl"),
                            Optional.empty())
                    .asException();
        }
    }
}
