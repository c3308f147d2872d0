package dev.flotilla.gateway.edge;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.TlsOptions;
import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.gateway.bootstrap.BootstrapSettings;
import dev.flotilla.gateway.discovery.CanonicalUrl;
import dev.flotilla.gateway.discovery.DiscoverySettings;
import dev.flotilla.model.error.FlotillaException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * The settings, checked: what is wrong fails the start and names the key.
 */
record GatewaySettings(
        List<Endpoint> registry,
        Duration requestTimeout,
        BodyLimit bodyLimit,
        int eventHistory,
        Duration eventHeartbeat,
        HostNames hosts,
        DiscoverySettings discovery,
        BootstrapSettings bootstrap,
        Optional<String> token,
        Optional<TlsOptions> tls) {
    private static final String PREFIX = "flotilla.gateway.";
    private static final Set<String> SERVICES =
            Set.of("flotilla.registry.", "flotilla.scheduler.", "flotilla.agent.", PREFIX);
    private static final long KIB = 1024;

    static GatewaySettings of(GatewayConfig config) {
        return new GatewaySettings(
                endpoints(config.registry()),
                within("request-timeout", config.requestTimeout(), Duration.ofMillis(100), Duration.ofMinutes(5)),
                new BodyLimit(
                        (int) within("max-body", config.maxBody().asLongValue(), 512 * KIB, 64 * KIB * KIB, " bytes")),
                (int) within("event-history", config.eventHistory(), 100, 1_000_000, " events"),
                within("event-heartbeat", config.eventHeartbeat(), Duration.ofSeconds(1), Duration.ofMinutes(5)),
                hosts(config),
                discovery(config.discovery()),
                bootstrap(config.bootstrap()),
                config.token(),
                tls(config.tls()));
    }

    private static HostNames hosts(GatewayConfig config) {
        try {
            return HostNames.of(config.hosts().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "hosts: " + e.getMessage(), e);
        }
    }

    private static BootstrapSettings bootstrap(GatewayConfig.Bootstrap config) {
        List<String> registry = config.registry().orElse(List.of());
        try {
            registry.forEach(Endpoint::parse);
        } catch (FlotillaException e) {
            throw new IllegalArgumentException(
                    PREFIX + "bootstrap.registry: " + e.error().message(), e);
        }
        return new BootstrapSettings(
                registry, config.etcd().orElse(List.of()), config.imagePrefix(), config.imageTag());
    }

    private static DiscoverySettings discovery(GatewayConfig.Discovery config) {
        try {
            return new DiscoverySettings(
                    config.url().map(CanonicalUrl::parse),
                    within("discovery.token-life", config.tokenLife(), Duration.ofMinutes(10), Duration.ofDays(90)),
                    within("discovery.longest-poll", config.longestPoll(), Duration.ofSeconds(1), Duration.ofHours(1)));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(PREFIX)
                    ? e
                    : new IllegalArgumentException(PREFIX + "discovery.url: " + message, e);
        }
    }

    private static Optional<TlsOptions> tls(GatewayConfig.Tls tls) {
        if (!tls.enabled()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TlsOptions(tls.caFile(), tls.certFile(), tls.keyFile(), tls.serverName()));
        } catch (IllegalArgumentException | FlotillaException e) {
            throw new IllegalArgumentException(PREFIX + "tls: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses keys of ours that no service knows. Environment variables are left out: the command line and the launcher
     * have theirs under {@code FLOTILLA_} too.
     */
    static void checkNames(Config config) {
        StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> !source.getName().startsWith("EnvConfigSource"))
                .flatMap(source -> source.getPropertyNames().stream())
                .filter(name -> name.startsWith("flotilla."))
                .filter(name -> SERVICES.stream().noneMatch(name::startsWith))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(name + ": there is no such setting");
                });
    }

    private static List<Endpoint> endpoints(String list) {
        try {
            return Endpoint.parseList(list);
        } catch (FlotillaException e) {
            throw new IllegalArgumentException(PREFIX + "registry: " + e.error().message(), e);
        }
    }

    private static Duration within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    PREFIX + key + ": ranges from " + words(least) + " to " + words(most) + ", not " + words(value));
        }
        return value;
    }

    private static long within(String key, long value, long least, long most, String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PREFIX + key + ": ranges from " + least + " to " + most + what + ", not " + value);
        }
        return value;
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
