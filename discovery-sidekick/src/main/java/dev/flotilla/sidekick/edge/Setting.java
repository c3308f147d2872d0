package dev.flotilla.sidekick.edge;

import dev.flotilla.model.error.FlotillaException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Turns what a setting's value is refused for into a failed start that names the key. */
final class Setting {
    private static final String OURS = "flotilla.";
    private static final String PREFIX = "flotilla.sidekick.";
    /** Of tests and of the launcher, not of a service. */
    private static final Set<String> NOT_SETTINGS = Set.of("flotilla.root");

    private Setting() {}

    static <T> T read(String key, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (FlotillaException | IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    static ConfigurationException wrong(String key, String words) {
        return new ConfigurationException(PREFIX + key + ": " + words, Set.of(PREFIX + key));
    }

    /**
     * Refuses keys of ours that no sidekick has. Environment variables are left out: others have theirs under
     * {@code FLOTILLA_} too. Unknown keys under {@code flotilla.sidekick} are refused by the mapping.
     */
    static void refuseUnknown(Config config) {
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
            throw new ConfigurationException("a sidekick has no such settings: " + String.join(", ", unknown), unknown);
        }
    }
}
