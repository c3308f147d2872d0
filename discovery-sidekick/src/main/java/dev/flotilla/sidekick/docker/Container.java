package dev.flotilla.sidekick.docker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A container as its engine describes it.
 *
 * @param name without the slash
 * @param health of a container with a health check: starting, healthy or unhealthy
 * @param hostNetwork it has the host's network: what it exposes is the host's port
 * @param ports what it exposes, and where the host has it; an empty list: nowhere
 */
public record Container(
        String id,
        String name,
        String image,
        boolean running,
        Optional<String> health,
        boolean hostNetwork,
        SortedMap<Port, List<Binding>> ports,
        Map<String, String> environment,
        Map<String, String> labels,
        Optional<Instant> startedAt) {
    public Container {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(health, "health");
        Objects.requireNonNull(startedAt, "startedAt");
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
    }

    /**
     * A port inside.
     *
     * @param protocol tcp or udp
     */
    public record Port(int number, String protocol) implements Comparable<Port> {
        @Override
        public int compareTo(Port other) {
            int order = Integer.compare(number, other.number);
            return order != 0 ? order : protocol.compareTo(other.protocol);
        }
    }

    /**
     * A port of the host.
     *
     * @param ip empty: every address of the host
     */
    public record Binding(Optional<String> ip, int port) {}

    /** Where the host has a port of the container; empty when nowhere. */
    public Optional<Binding> binding(Port port) {
        if (hostNetwork) {
            return Optional.of(new Binding(Optional.empty(), port.number()));
        }
        List<Binding> bindings = ports.getOrDefault(port, List.of());
        return bindings.stream()
                .filter(binding -> binding.ip().filter(ip -> ip.contains(":")).isEmpty())
                .findFirst()
                .or(() -> bindings.stream().findFirst());
    }
}
