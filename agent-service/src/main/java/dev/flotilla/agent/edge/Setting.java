package dev.flotilla.agent.edge;

import dev.flotilla.model.error.FlotillaException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;
import java.util.function.Supplier;

/** Turns what a setting's value is refused for into a failed start that names the key. */
final class Setting {
    private static final String PREFIX = "flotilla.agent.";

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
}
