package dev.flotilla.registry.join;

import dev.flotilla.model.join.JoinSecret;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may join.
 *
 * @param configured a token that the registry knows from its settings, so that the first machines of a cluster can join
 * @param configuredLife how long that one is good for, from when it was first seen
 */
public record JoinSettings(JoinMode mode, Optional<JoinSecret> configured, Duration configuredLife) {
    public static final JoinSettings OPEN = new JoinSettings(JoinMode.OPEN, Optional.empty(), Duration.ofHours(24));

    public JoinSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(configured, "configured");
        Objects.requireNonNull(configuredLife, "configuredLife");
    }
}
