package dev.flotilla.model.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a unit offers, as its {@code [X-Discovery]} section says; specifiers are replaced.
 *
 * @param key the service, and the name of the instance
 * @param host empty: the machine's public IP
 * @param container whose port or health is asked for; empty: as found in the unit's commands, or named like the unit
 * @param ttl how long the record outlives the sidekick
 * @param drain how long the instance is left to itself between its withdrawal and its stop
 */
public record Declaration(
        InstanceKey key,
        PortSource port,
        Optional<String> host,
        Optional<String> version,
        List<String> tags,
        SortedMap<String, String> attributes,
        Check check,
        Optional<String> container,
        Duration ttl,
        Duration drain) {
    public static final Duration TTL = Duration.ofSeconds(15);
    public static final Duration SHORTEST_TTL = Duration.ofSeconds(2);
    public static final Duration LONGEST_TTL = Duration.ofDays(1);
    public static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    public Declaration {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(port, "port");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(container, "container");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(drain, "drain");
        tags = List.copyOf(tags);
    }

    /** Docker has to be asked before it can be published. */
    public boolean needsDocker() {
        return port instanceof PortSource.Container || check.kind() instanceof CheckKind.Docker;
    }
}
