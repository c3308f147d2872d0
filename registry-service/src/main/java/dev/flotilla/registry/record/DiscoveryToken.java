package dev.flotilla.registry.record;

import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A place where the members of one etcd cluster meet.
 *
 * @param token 32 hex digits in lower case
 * @param size how many members make the cluster, 1 to {@value #LARGEST}
 */
public record DiscoveryToken(String token, int size, Instant created, Instant expires) {
    /** etcd advises against more than 7 members; the rest is for those who know better. */
    public static final int LARGEST = 15;

    public static final Duration SHORTEST_LIFE = Duration.ofMinutes(10);
    public static final Duration LONGEST_LIFE = Duration.ofDays(90);

    private static final String DIGITS = "[0-9a-f]{32}";

    public DiscoveryToken {
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        if (!isToken(token)) {
            throw new IllegalArgumentException("a discovery token is 32 hex digits");
        }
        checkSize(size);
    }

    /** {@link FlotillaError.Invalid} for a size that no cluster should have. */
    public static int checkSize(int size) {
        if (size < 1 || size > LARGEST) {
            throw new FlotillaError.Invalid(
                            "a cluster has 1 to " + LARGEST + " members (3 or 5 are usual), not " + size,
                            Optional.of("size"),
                            Optional.empty())
                    .asException();
        }
        return size;
    }

    /** {@link FlotillaError.Invalid} for a life that is too short to boot in, or longer than anybody remembers. */
    public static Duration checkLife(Duration life) {
        if (life.compareTo(SHORTEST_LIFE) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
            throw new FlotillaError.Invalid(
                            "a discovery token lives from " + SHORTEST_LIFE.toMinutes() + " minutes to "
                                    + LONGEST_LIFE.toDays() + " days",
                            Optional.of("ttl"),
                            Optional.empty())
                    .asException();
        }
        return life;
    }

    /** Whether it looks like one. */
    public static boolean isToken(String text) {
        return text.matches(DIGITS);
    }

    /** Whether its time is over. */
    public boolean isOver(Instant now) {
        return !now.isBefore(expires);
    }
}
