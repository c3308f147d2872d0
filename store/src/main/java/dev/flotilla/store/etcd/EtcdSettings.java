package dev.flotilla.store.etcd;

import dev.flotilla.model.error.FlotillaError;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where the etcd cluster is and how to talk to it.
 *
 * @param endpoints one or more client URLs, {@code http://host:2379} or {@code https://...}, all of one scheme
 * @param tls needed with {@code https}, refused without
 * @param credentials when etcd's authentication is enabled
 * @param timeout after which a call fails; at least 100 ms
 */
public record EtcdSettings(
        List<URI> endpoints, Optional<Tls> tls, Optional<Credentials> credentials, Duration timeout) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    public EtcdSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new FlotillaError.Invalid("no etcd endpoint is given").asException();
        }
        for (URI endpoint : endpoints) {
            check(endpoint, tls.isPresent() ? "https" : "http");
        }
        Objects.requireNonNull(credentials, "credentials");
        if (timeout.toMillis() < 100) {
            throw new FlotillaError.Invalid("the etcd timeout must be at least 100 ms: " + timeout).asException();
        }
    }

    /** Without TLS and authentication, default timeout. */
    public static EtcdSettings of(URI... endpoints) {
        return new EtcdSettings(List.of(endpoints), Optional.empty(), Optional.empty(), DEFAULT_TIMEOUT);
    }

    public EtcdSettings timeout(Duration newTimeout) {
        return new EtcdSettings(endpoints, tls, credentials, newTimeout);
    }

    private static void check(URI endpoint, String scheme) {
        boolean bare = Set.of("", "/").contains(Objects.requireNonNullElse(endpoint.getPath(), ""));
        if (!scheme.equals(endpoint.getScheme()) || endpoint.getHost() == null || endpoint.getPort() < 1 || !bare) {
            throw new FlotillaError.Invalid("an etcd endpoint looks like " + scheme + "://host:2379"
                            + (scheme.equals("http") ? " (https needs TLS settings)" : "") + ", not like " + endpoint)
                    .asException();
        }
    }

    /**
     * PEM files.
     *
     * @param authorities the certificates to trust
     * @param client the certificate and key to present, when etcd asks for one
     * @param serverName the name that the members' certificates carry; empty for the first endpoint's host
     */
    public record Tls(Path authorities, Optional<KeyPair> client, Optional<String> serverName) {
        public Tls {
            Objects.requireNonNull(authorities, "authorities");
            Objects.requireNonNull(client, "client");
            Objects.requireNonNull(serverName, "serverName");
        }
    }

    /** A client certificate. */
    public record KeyPair(Path certificate, Path key) {}

    /** A user of etcd's authentication. */
    public record Credentials(String user, String password) {
        public Credentials {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }
}
