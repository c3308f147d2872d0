package dev.flotilla.client.discovery;

import java.util.Objects;
import java.util.Optional;

/**
 * Which instances.
 *
 * @param service only this service's; empty: all
 * @param withdrawn failing and draining ones too
 */
public record InstanceQuery(Optional<String> service, boolean withdrawn) {
    public InstanceQuery {
        Objects.requireNonNull(service, "service");
    }

    /** All that pass. */
    public static InstanceQuery passing() {
        return new InstanceQuery(Optional.empty(), false);
    }

    public InstanceQuery ofService(String name) {
        return new InstanceQuery(Optional.of(name), withdrawn);
    }

    /** Failing and draining ones too. */
    public InstanceQuery withWithdrawn() {
        return new InstanceQuery(service, true);
    }
}
