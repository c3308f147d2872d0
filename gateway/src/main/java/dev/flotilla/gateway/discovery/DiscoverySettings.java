package dev.flotilla.gateway.discovery;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How discovery tokens are handed out.
 *
 * @param url what their addresses begin with; empty: as the caller reached this gateway
 * @param tokenLife how long one is good for
 * @param longestPoll after so long a request that waits ends without news, and is sent again
 */
public record DiscoverySettings(Optional<CanonicalUrl> url, Duration tokenLife, Duration longestPoll) {
    public DiscoverySettings {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(tokenLife, "tokenLife");
        Objects.requireNonNull(longestPoll, "longestPoll");
    }
}
