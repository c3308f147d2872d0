package dev.flotilla.scheduler.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.FlotillaClientBuilder;
import dev.flotilla.client.TlsOptions;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.scheduler.SchedulerSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The settings, checked: what is wrong fails the start and names the key. */
final class Settings {
    private static final String OURS = "flotilla.";
    private static final String PREFIX = "flotilla.scheduler.";
    /** Of tests and of the launcher, not of a service. */
    private static final Set<String> NOT_SETTINGS = Set.of("flotilla.root");

    private Settings() {}

    static SchedulerSettings scheduler(SchedulerConfig config, RandomGenerator random) {
        within("tick", config.tick(), Duration.ofSeconds(1), Duration.ofHours(1));
        within("lease-ttl", config.leaseTtl(), SchedulerSettings.SHORTEST_TTL, SchedulerSettings.LONGEST_TTL);
        String candidate = config.candidate().orElseGet(() -> hostName() + "-" + Integer.toHexString(random.nextInt()));
        return read("candidate", () -> new SchedulerSettings(candidate, config.leaseTtl()));
    }

    static FlotillaClient client(SchedulerConfig config) {
        FlotillaClientBuilder builder = FlotillaClient.builder();
        read("registry", () -> builder.endpoints(config.registry()));
        config.token().ifPresent(builder::token);
        SchedulerConfig.Tls tls = config.tls();
        if (tls.enabled()) {
            builder.tls(
                    read("tls", () -> new TlsOptions(tls.caFile(), tls.certFile(), tls.keyFile(), tls.serverName())));
        }
        return read("tls", builder::build);
    }

    /**
     * Refuses keys of ours that no scheduler has. Environment variables are left out: others have theirs under
     * {@code FLOTILLA_} too. Unknown keys under {@code flotilla.scheduler} are refused by the mapping.
     */
    static void checkNames(Config config) {
        Set<String> unknown = new TreeSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!source.getName().startsWith("EnvConfigSource")) {
                source.getPropertyNames().stream()
                        .filter(name -> name.startsWith(OURS) && !name.startsWith(PREFIX))
                        .filter(name -> !NOT_SETTINGS.contains(name))
                        .forEach(unknown::add);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(
                    "a scheduler has no such settings: " + String.join(", ", unknown), unknown);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "scheduler";
        }
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw wrong(
                    key,
                    "ranges from " + least.toSeconds() + "s to " + most.toSeconds() + "s, not " + value.toMillis()
                            + "ms");
        }
    }

    private static <T> T read(String key, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (FlotillaException | IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    private static ConfigurationException wrong(String key, String words) {
        return new ConfigurationException(PREFIX + key + ": " + words, Set.of(PREFIX + key));
    }
}
