package dev.flotilla.benchmarks.load;

import java.util.Locale;

/** Where the registry keeps the cluster's state. */
public enum StoreKind {
    EMBEDDED("embedded store", 0),
    ETCD1("etcd, 1 member", 1),
    ETCD3("etcd, 3 members", 3);

    private final String words;
    private final int etcdMembers;

    StoreKind(String words, int etcdMembers) {
        this.words = words;
        this.etcdMembers = etcdMembers;
    }

    public String words() {
        return words;
    }

    public int etcdMembers() {
        return etcdMembers;
    }

    /** Whether several registry replicas can share it. */
    public boolean isShared() {
        return etcdMembers > 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
