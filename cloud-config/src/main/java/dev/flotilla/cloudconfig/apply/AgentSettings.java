package dev.flotilla.cloudconfig.apply;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the {@code coreos.fleet} section of an old file means for Flotilla's agent: its metadata, its public IP, and the
 * registry, which is expected where etcd was, on its own port.
 */
public final class AgentSettings {
    /** The port of a registry's gRPC server. */
    public static final int REGISTRY_PORT = 49152;

    private AgentSettings() {}

    /** The agent's environment variables for fleet's ({@code FLEET_METADATA} and its like). */
    public static Map<String, String> ofFleet(Map<String, String> fleet) {
        Map<String, String> agent = new LinkedHashMap<>();
        copy(fleet, "FLEET_METADATA", agent, "FLOTILLA_AGENT_METADATA");
        copy(fleet, "FLEET_PUBLIC_IP", agent, "FLOTILLA_AGENT_PUBLIC_IP");
        String servers = fleet.getOrDefault("FLEET_ETCD_SERVERS", "");
        List<String> registries = registries(servers);
        if (!registries.isEmpty()) {
            agent.put("FLOTILLA_AGENT_REGISTRY", String.join(",", registries));
        }
        return Collections.unmodifiableMap(agent);
    }

    private static void copy(Map<String, String> from, String name, Map<String, String> to, String newName) {
        String value = from.get(name);
        if (value != null) {
            to.put(newName, value);
        }
    }

    private static List<String> registries(String servers) {
        List<String> registries = new ArrayList<>();
        for (String server : servers.split(",")) {
            host(server.strip())
                    .map(host -> host + ":" + REGISTRY_PORT)
                    .filter(registry -> !registries.contains(registry))
                    .ifPresent(registries::add);
        }
        return registries;
    }

    private static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(new URI(url).getHost());
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }
}
