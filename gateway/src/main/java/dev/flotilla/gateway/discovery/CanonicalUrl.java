package dev.flotilla.gateway.discovery;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * The one address of a token. etcd hashes the address as it was given into the ids of the cluster: members that were given two
 * spellings of it would register and never become a cluster.
 *
 * @param base without a slash at its end
 */
public record CanonicalUrl(String base) {
    public CanonicalUrl {
        Objects.requireNonNull(base, "base");
    }

    /** {@link IllegalArgumentException} for what is no base of an address. */
    public static CanonicalUrl parse(String text) {
        URI uri = URI.create(text.strip());
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address such as http://flotilla.example.com:49153");
        }
        return new CanonicalUrl(text.strip().replaceFirst("/+$", ""));
    }

    /** As configured, else as the caller reached this gateway. */
    public static CanonicalUrl of(Optional<CanonicalUrl> configured, String scheme, String authority) {
        return configured.orElseGet(() -> new CanonicalUrl(scheme + "://" + authority));
    }

    public String of(String token) {
        return base + "/" + token;
    }
}
