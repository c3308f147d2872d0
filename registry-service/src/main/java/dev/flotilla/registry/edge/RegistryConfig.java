package dev.flotilla.registry.edge;

import dev.flotilla.registry.join.JoinMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How this replica is configured. Environment variables as Quarkus maps them, for example FLOTILLA_REGISTRY_STORE. */
@ConfigMapping(prefix = "flotilla.registry")
public interface RegistryConfig {

    /** Where the cluster's state is kept. */
    enum StoreKind {
        /** In a file of this process; one replica, one machine. */
        EMBEDDED,
        /** In an etcd cluster; any number of replicas. */
        ETCD
    }

    /** {@code embedded} or {@code etcd}. */
    @WithDefault("embedded")
    StoreKind store();

    /** The embedded store's folder; made when missing. Default: {@code flotilla-registry} where the process starts. */
    Optional<Path> dataDir();

    /**
     * The beginning of every key but those of services; several clusters can share a store when this and {@link #servicesPrefix}
     * are different.
     */
    @WithDefault("/flotilla/")
    String keyPrefix();

    /**
     * The beginning of services' keys, which other programs read. Default: {@code /services/}, for every cluster in the store.
     */
    Optional<String> servicesPrefix();

    /** How often an agent speaks. 200 ms to 60 s. */
    @WithDefault("2s")
    Duration heartbeatInterval();

    /** A machine that is not heard for so long is lost. At least two heartbeat intervals, at most an hour. */
    @WithDefault("6s")
    Duration ttl();

    /** A replica that does not renew its lease for so long is gone. 1 s to 10 min. */
    @WithDefault("5s")
    Duration replicaTtl();

    /** host:port under which agents and other replicas reach this one. Default: where its gRPC server listens. */
    Optional<String> advertise();

    /** So many changes are kept in memory for watchers that resume. At least 100. */
    @WithDefault("100000")
    int historySize();

    /** How long a call waits until this replica has seen the revision it asks for. 100 ms to 60 s. */
    @WithDefault("5s")
    Duration readWait();

    /** How long a lost machine is remembered. At least a minute. */
    @WithDefault("24h")
    Duration lostRetention();

    /** How often leftovers are looked for. At least a second. */
    @WithDefault("1h")
    Duration sweepInterval();

    /** Which machines get a session: {@code open} any that asks, {@code token} those that joined by a join token. */
    @WithDefault("open")
    JoinMode join();

    /** A join token that is known from the start, so that a cluster's first machines can join. Default: none. */
    Optional<String> joinToken();

    /** The file it is in, instead. */
    Optional<Path> joinTokenFile();

    /** How long that token is good for, from when a registry of this cluster first saw it. A minute to 365 days. */
    @WithDefault("24h")
    Duration joinTokenLife();

    /** When moves away from lost machines are held. */
    Brake brake();

    /** The etcd cluster; only with {@code flotilla.registry.store=etcd}. */
    Etcd etcd();

    interface Brake {
        /** Clusters with fewer machines never brake. At least 1. */
        @WithName("smallest-cluster")
        @WithDefault("10")
        int smallestCluster();

        /** Machines lost within this time are one incident. At least a second. */
        @WithDefault("5m")
        Duration window();
    }

    interface Etcd {
        /** Client URLs, comma-separated: http://host:2379 or, with TLS, https://host:2379. */
        Optional<List<String>> endpoints();

        /** PEM file of the authorities to trust; turns TLS on. */
        Optional<Path> caFile();

        /** PEM file of the certificate to present; together with the key file. */
        Optional<Path> certFile();

        /** PEM file of its key (PKCS#8). */
        Optional<Path> keyFile();

        /** The name that the members' certificates carry, when it is not the endpoint's host. */
        Optional<String> serverName();

        /** A user of etcd's authentication; together with the password. */
        Optional<String> user();

        Optional<String> password();

        /** After so long a call has failed. 100 ms to 60 s. */
        @WithDefault("5s")
        Duration timeout();
    }
}
