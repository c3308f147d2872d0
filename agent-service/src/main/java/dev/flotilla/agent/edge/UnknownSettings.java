package dev.flotilla.agent.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Refuses keys of ours that no agent has. Those under {@code flotilla.agent} are refused by the mapping itself; this is
 * for the rest, such as {@code flotilla.agnet.metadata}. Environment variables are left out: others have theirs under
 * {@code FLOTILLA_} too.
 */
final class UnknownSettings {
    private static final List<String> KNOWN = List.of("flotilla.agent.");

    private UnknownSettings() {}

    static void refuse(Config config) {
        Set<String> unknown = new TreeSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!source.getName().startsWith("EnvConfigSource")) {
                source.getPropertyNames().stream()
                        .filter(name ->
                                name.startsWith("flotilla.") && KNOWN.stream().noneMatch(name::startsWith))
                        .forEach(unknown::add);
            }
        }
        // The launcher's and the tests' own properties are not settings.
        unknown.remove("flotilla.root");
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("unknown settings: " + String.join(", ", unknown), unknown);
        }
    }
}
