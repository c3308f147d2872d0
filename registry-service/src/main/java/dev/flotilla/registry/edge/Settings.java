package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.registry.join.JoinSettings;
import dev.flotilla.registry.join.JoinTokens;
import dev.flotilla.store.etcd.EtcdSettings;
import dev.flotilla.store.key.KeyScheme;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Checks the configuration as a whole; what is wrong is said with the key's name. */
final class Settings {
    private static final String PREFIX = "flotilla.registry.";
    private static final Path DEFAULT_DATA_DIR = Path.of("flotilla-registry");
    private static final String STORE_FILE = "store.db";

    private final RegistryConfig config;

    Settings(RegistryConfig config) {
        this.config = config;
    }

    RegistrySettings registry(String replicaId, String listensOn) {
        Duration heartbeat = between(
                "heartbeat-interval", config.heartbeatInterval(), Duration.ofMillis(200), Duration.ofMinutes(1));
        Duration ttl = between("ttl", config.ttl(), Duration.ofMillis(400), Duration.ofHours(1));
        if (ttl.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw wrong("ttl", "must be at least twice " + PREFIX + "heartbeat-interval");
        }
        int smallest = atLeast("brake.smallest-cluster", config.brake().smallestCluster(), 1);
        Duration window = between("brake.window", config.brake().window(), Duration.ofSeconds(1), Duration.ofDays(1));
        return new RegistrySettings(
                keys(),
                replicaId,
                advertise(listensOn),
                heartbeat,
                ttl,
                between("replica-ttl", config.replicaTtl(), Duration.ofSeconds(1), Duration.ofMinutes(10)),
                atLeast("history-size", config.historySize(), 100),
                between("read-wait", config.readWait(), Duration.ofMillis(100), Duration.ofMinutes(1)),
                RegistrySettings.brake(smallest, window, heartbeat, ttl),
                between("lost-retention", config.lostRetention(), Duration.ofMinutes(1), Duration.ofDays(365)),
                between("sweep-interval", config.sweepInterval(), Duration.ofSeconds(1), Duration.ofDays(30)),
                join());
    }

    KeyScheme keys() {
        KeyScheme keys = in("key-prefix", () -> new KeyScheme(config.keyPrefix()));
        return config.servicesPrefix()
                .map(services -> in("services-prefix", () -> new KeyScheme(config.keyPrefix(), services)))
                .orElse(keys);
    }

    /** What to say about a cluster that seems to share its etcd with others, but has no services of its own. */
    Optional<String> sharedServices() {
        KeyScheme keys = keys();
        return config.store() == RegistryConfig.StoreKind.ETCD
                        && config.servicesPrefix().isEmpty()
                        && !keys.prefix().equals(KeyScheme.DEFAULT_PREFIX)
                ? Optional.of("services are under " + keys.services() + " although the other keys are under "
                        + keys.prefix() + ": clusters that share this etcd would mix theirs; set " + PREFIX
                        + "services-prefix, different for each (to " + keys.services() + " if there is no other)")
                : Optional.empty();
    }

    private JoinSettings join() {
        if (config.joinToken().isPresent() && config.joinTokenFile().isPresent()) {
            throw wrong("join-token", "and " + PREFIX + "join-token-file are two ways to say one thing");
        }
        Optional<JoinSecret> token = config.joinToken()
                .map(text -> in("join-token", () -> JoinSecret.parse(text)))
                .or(() ->
                        config.joinTokenFile().map(file -> in("join-token-file", () -> JoinSecret.parse(text(file)))));
        return new JoinSettings(
                config.join(),
                token,
                between("join-token-life", config.joinTokenLife(), JoinTokens.SHORTEST_LIFE, JoinTokens.LONGEST_LIFE));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The embedded store's file. */
    Path embedded() {
        Map.<String, Optional<?>>of(
                        "etcd.endpoints", config.etcd().endpoints(),
                        "etcd.ca-file", config.etcd().caFile(),
                        "etcd.cert-file", config.etcd().certFile(),
                        "etcd.key-file", config.etcd().keyFile(),
                        "etcd.server-name", config.etcd().serverName(),
                        "etcd.user", config.etcd().user(),
                        "etcd.password", config.etcd().password())
                .forEach((key, value) -> {
                    if (value.isPresent()) {
                        throw wrong(key, "needs " + PREFIX + "store=etcd");
                    }
                });
        return config.dataDir().orElse(DEFAULT_DATA_DIR).resolve(STORE_FILE);
    }

    EtcdSettings etcd() {
        if (config.dataDir().isPresent()) {
            throw wrong("data-dir", "is of the embedded store; with etcd there is none");
        }
        RegistryConfig.Etcd etcd = config.etcd();
        List<String> endpoints =
                etcd.endpoints().orElseThrow(() -> wrong("etcd.endpoints", "is needed with " + PREFIX + "store=etcd"));
        Duration timeout = between("etcd.timeout", etcd.timeout(), Duration.ofMillis(100), Duration.ofMinutes(1));
        Optional<EtcdSettings.Tls> tls = tls(etcd);
        Optional<EtcdSettings.Credentials> credentials = credentials(etcd);
        return in(
                "etcd.endpoints",
                () -> new EtcdSettings(
                        endpoints.stream().map(String::strip).map(URI::create).toList(), tls, credentials, timeout));
    }

    private static Optional<EtcdSettings.Tls> tls(RegistryConfig.Etcd etcd) {
        if (etcd.certFile().isPresent() != etcd.keyFile().isPresent()) {
            throw wrong("etcd.cert-file", "and " + PREFIX + "etcd.key-file go together");
        }
        if (etcd.caFile().isEmpty()) {
            if (etcd.certFile().isPresent() || etcd.serverName().isPresent()) {
                throw wrong("etcd.ca-file", "is needed for TLS");
            }
            return Optional.empty();
        }
        Optional<EtcdSettings.KeyPair> client = etcd.certFile()
                .flatMap(certificate -> etcd.keyFile().map(key -> new EtcdSettings.KeyPair(certificate, key)));
        return Optional.of(new EtcdSettings.Tls(etcd.caFile().get(), client, etcd.serverName()));
    }

    private static Optional<EtcdSettings.Credentials> credentials(RegistryConfig.Etcd etcd) {
        if (etcd.user().isPresent() != etcd.password().isPresent()) {
            throw wrong("etcd.user", "and " + PREFIX + "etcd.password go together");
        }
        return etcd.user()
                .flatMap(user -> etcd.password().map(password -> new EtcdSettings.Credentials(user, password)));
    }

    private String advertise(String listensOn) {
        String address = config.advertise().orElse(listensOn);
        if (!address.matches("[^\\s/]+:\\d{1,5}")) {
            throw wrong("advertise", "looks like host:port, not like " + address);
        }
        return address;
    }

    private static Duration between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw wrong(key, "must be between " + words(least) + " and " + words(most) + ", not " + words(value));
        }
        return value;
    }

    private static int atLeast(String key, int value, int least) {
        if (value < least) {
            throw wrong(key, "must be at least " + least + ", not " + value);
        }
        return value;
    }

    private static <T> T in(String key, Supplier<T> setting) {
        try {
            return setting.get();
        } catch (FlotillaException | IllegalArgumentException e) {
            throw wrong(key, "is not valid: " + e.getMessage());
        }
    }

    private static ConfigurationException wrong(String key, String fault) {
        return new ConfigurationException(PREFIX + key + " " + fault, Set.of(PREFIX + key));
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
