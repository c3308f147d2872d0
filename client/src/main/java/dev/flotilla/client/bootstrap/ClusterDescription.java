package dev.flotilla.client.bootstrap;

import java.util.List;

/**
 * What a new machine needs to know of a cluster.
 *
 * @param registry the replicas' {@code host:port}, as they advertise it
 * @param etcd the client URLs of the etcd that holds its state, as the registry reaches it; empty when it holds it itself
 * @param joinByToken a machine needs a join token
 */
public record ClusterDescription(List<String> registry, List<String> etcd, boolean joinByToken) {
    public ClusterDescription {
        registry = List.copyOf(registry);
        etcd = List.copyOf(etcd);
    }
}
