package dev.flotilla.system;

/** Clusters that several test classes share, brought up when first asked for and taken down with the JVM. */
final class Clusters {
    private static LocalCluster embedded;
    private static LocalCluster etcd;

    private Clusters() {}

    /** Three machines, state in one file. */
    static synchronized LocalCluster embedded() {
        if (embedded == null) {
            embedded = LocalCluster.up(21000);
        }
        return embedded;
    }

    /** Three machines, two registries, state in three real etcd members. */
    static synchronized LocalCluster etcd() {
        if (etcd == null) {
            etcd = LocalCluster.up(22000, "--etcd", "--registries", "2");
        }
        return etcd;
    }
}
