package dev.flotilla.sidekick.xds.edge;

import com.google.protobuf.Message;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower;
import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.directory.LastKnownHosts;
import dev.flotilla.sidekick.directory.Service;
import dev.flotilla.sidekick.directory.Snapshot;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Serves xDS v3: aggregated (ADS), and clusters and endpoints by themselves, state of the world and incremental.
 *
 * <p>A service that was known once stays, without instances if need be, so that clients that ask for it wait instead of
 * forgetting it. Versions follow from the content alone: a client that goes from one sidekick to another is told only what
 * differs.
 */
public final class XdsServer implements AutoCloseable {
    /** Hosts that are names may have got other addresses. */
    private static final Duration RESYNC = Duration.ofSeconds(30);

    /** All clients are told the same. */
    private static final String EVERYBODY = "everybody";

    private final HostLookup hosts;
    private final SimpleCache<String> cache = new SimpleCache<>(node -> EVERYBODY);
    private final TreeSet<String> services = new TreeSet<>();
    private final Server server;
    private final Follower follower;

    /**
     * Begins to serve.
     *
     * @throws IOException when the address cannot be listened on
     */
    public XdsServer(InetSocketAddress address, Directory directory, HostLookup hosts) throws IOException {
        this.hosts = new LastKnownHosts(hosts, InstantSource.system());
        V3DiscoveryServer discovery = new V3DiscoveryServer(new ByName(cache));
        this.server = NettyServerBuilder.forAddress(address)
                .addService(discovery.getAggregatedDiscoveryServiceImpl())
                .addService(discovery.getEndpointDiscoveryServiceImpl())
                .addService(discovery.getClusterDiscoveryServiceImpl())
                .addService(discovery.getListenerDiscoveryServiceImpl())
                .addService(discovery.getRouteDiscoveryServiceImpl())
                // Envoy and gRPC clients ask this often at least.
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .build()
                .start();
        this.follower = new Follower("flotilla-xds", directory, Follower.Debounce.NONE, this::publish);
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    private Optional<Duration> publish(Snapshot snapshot) {
        services.addAll(snapshot.services().keySet());
        SortedMap<String, Collection<Instance>> instances = new TreeMap<>();
        services.forEach(name -> instances.put(
                name, snapshot.service(name).map(Service::instances).orElse(List.of())));
        var clusters = services.stream().map(Resources::cluster).toList();
        var assignments = services.stream()
                .map(name -> Resources.assignment(name, instances.getOrDefault(name, List.of()), hosts))
                .toList();
        var listeners = services.stream().map(Resources::listener).toList();
        var routes = services.stream().map(Resources::route).toList();
        cache.setSnapshot(
                EVERYBODY,
                io.envoyproxy.controlplane.cache.v3.Snapshot.create(
                        clusters,
                        version(clusters),
                        assignments,
                        version(assignments),
                        listeners,
                        version(listeners),
                        routes,
                        version(routes),
                        List.of(),
                        version(List.of())));
        return Optional.of(RESYNC);
    }

    /** The same for the same content, on every sidekick. */
    private static String version(List<? extends Message> resources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            resources.forEach(resource -> digest.update(resource.toByteArray()));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        follower.close();
        server.shutdownNow();
    }
}
