package dev.flotilla.cloudconfig.render;

import java.util.List;
import java.util.Optional;

/**
 * What all machines of a cluster have in common.
 *
 * @param registries {@code host:port} of the registry's replicas, as the workers reach them
 * @param etcd how etcd's members find each other; empty when the state is kept by a single registry itself
 * @param etcdEndpoints etcd's client URLs, for the workers' local proxy; empty for none
 * @param imagePrefix what stands before the images' names, for example {@code flotilla/}
 * @param imageTag the images' version
 * @param etcdImage the image of etcd, with its tag
 */
public record ClusterSettings(
        List<String> registries,
        Optional<EtcdBootstrap> etcd,
        List<String> etcdEndpoints,
        String imagePrefix,
        String imageTag,
        String etcdImage) {
    private static final String WORD = "[A-Za-z0-9._:/@-]+";

    /** Throws {@link IllegalArgumentException} for what would break a unit file. */
    public ClusterSettings {
        registries = List.copyOf(registries);
        etcdEndpoints = List.copyOf(etcdEndpoints);
        for (String registry : registries) {
            if (!registry.matches("(\\[[0-9A-Fa-f:]+\\]|[A-Za-z0-9._-]+|\\$(private|public)_ipv[46]):[0-9]{1,5}")) {
                throw new IllegalArgumentException("\"" + registry + "\" is no host:port");
            }
        }
        for (String word : List.of(imagePrefix + "x", imageTag, etcdImage)) {
            if (!word.matches(WORD)) {
                throw new IllegalArgumentException("\"" + word + "\" is no part of an image's name");
            }
        }
    }

    /** With the images' usual names. */
    public static ClusterSettings of(List<String> registries, Optional<EtcdBootstrap> etcd) {
        return new ClusterSettings(registries, etcd, List.of(), "flotilla/", "latest", "flotilla/etcd:latest");
    }

    /** The same with a proxy to etcd on each worker. */
    public ClusterSettings withEtcdProxy(List<String> endpoints) {
        return new ClusterSettings(registries, etcd, endpoints, imagePrefix, imageTag, etcdImage);
    }

    /** The same with images of a version, etcd's among them. */
    public ClusterSettings withImages(String prefix, String tag) {
        return new ClusterSettings(registries, etcd, etcdEndpoints, prefix, tag, prefix + "etcd:" + tag);
    }

    String image(String name) {
        return imagePrefix + name + ":" + imageTag;
    }
}
