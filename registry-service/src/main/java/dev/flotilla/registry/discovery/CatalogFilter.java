package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.Objects;
import java.util.Optional;

/**
 * Which instances somebody wants to see.
 *
 * @param service only this service's; empty: all
 * @param withdrawn failing and draining ones too
 */
public record CatalogFilter(Optional<String> service, boolean withdrawn) {
    public CatalogFilter {
        Objects.requireNonNull(service, "service");
    }

    boolean concerns(InstanceKey key) {
        return service.isEmpty() || service.get().equals(key.service());
    }

    boolean shows(Instance instance) {
        return concerns(instance.key()) && (withdrawn || instance.isPassing());
    }
}
