package dev.flotilla.gateway.bootstrap;

import java.util.List;
import java.util.Objects;

/**
 * What user-data says of this cluster, where that cannot be asked of the registry.
 *
 * @param registry {@code host:port} of its replicas as new machines reach them; empty: as they advertise it
 * @param etcd client URLs of its etcd as new machines reach it; empty: as the registry reaches it
 * @param imagePrefix before the images' names
 * @param imageTag the images' version
 */
public record BootstrapSettings(List<String> registry, List<String> etcd, String imagePrefix, String imageTag) {
    public BootstrapSettings {
        registry = List.copyOf(registry);
        etcd = List.copyOf(etcd);
        Objects.requireNonNull(imagePrefix, "imagePrefix");
        Objects.requireNonNull(imageTag, "imageTag");
    }
}
