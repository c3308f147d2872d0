package dev.flotilla.sidekick.xds.edge;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.sidekick.directory.HostLookup;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.ApiListener;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service in the words of xDS (v3). All of a service's resources bear its name. */
final class Resources {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);
    /** gRPC ignores localities and endpoints without a weight. */
    private static final UInt32Value WEIGHT = UInt32Value.of(1);

    private static final ConfigSource ADS = ConfigSource.newBuilder()
            .setResourceApiVersion(ApiVersion.V3)
            .setAds(AggregatedConfigSource.getDefaultInstance())
            .build();

    private Resources() {}

    /** What a gRPC client asks for first: {@code xds:///website}. Envoy has listeners of its own. */
    static Listener listener(String service) {
        HttpConnectionManager manager = HttpConnectionManager.newBuilder()
                .setStatPrefix(service)
                .setRds(Rds.newBuilder().setRouteConfigName(service).setConfigSource(ADS))
                .addHttpFilters(
                        HttpFilter.newBuilder().setName("router").setTypedConfig(Any.pack(Router.getDefaultInstance())))
                .build();
        return Listener.newBuilder()
                .setName(service)
                .setApiListener(ApiListener.newBuilder().setApiListener(Any.pack(manager)))
                .build();
    }

    static RouteConfiguration route(String service) {
        return RouteConfiguration.newBuilder()
                .setName(service)
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName(service)
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPrefix(""))
                                .setRoute(RouteAction.newBuilder().setCluster(service))))
                .build();
    }

    static Cluster cluster(String service) {
        return Cluster.newBuilder()
                .setName(service)
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder()
                        .setServiceName(service)
                        .setEdsConfig(ADS))
                .setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN)
                .build();
    }

    /** All instances; who does not pass is marked and gets no work. */
    static ClusterLoadAssignment assignment(String service, Collection<Instance> instances, HostLookup hosts) {
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(service);
        LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder()
                .setLocality(Locality.newBuilder().setRegion("flotilla"))
                .setLoadBalancingWeight(WEIGHT);
        instances.forEach(instance -> endpoint(instance, hosts).ifPresent(locality::addLbEndpoints));
        if (locality.getLbEndpointsCount() > 0) {
            assignment.addEndpoints(locality);
        }
        return assignment.build();
    }

    private static Optional<LbEndpoint> endpoint(Instance instance, HostLookup hosts) {
        try {
            SocketAddress address = SocketAddress.newBuilder()
                    .setAddress(hosts.lookup(instance.host()).getHostAddress())
                    .setPortValue(instance.port())
                    .build();
            HealthStatus health =
                    switch (instance.status()) {
                        case PASSING -> HealthStatus.HEALTHY;
                        case DRAINING -> HealthStatus.DRAINING;
                        case FAILING -> HealthStatus.UNHEALTHY;
                    };
            return Optional.of(LbEndpoint.newBuilder()
                    .setEndpoint(Endpoint.newBuilder()
                            .setAddress(Address.newBuilder().setSocketAddress(address)))
                    .setHealthStatus(health)
                    .setLoadBalancingWeight(WEIGHT)
                    .build());
        } catch (UnknownHostException e) {
            LOG.warn("{} is left out: no address is known of its host {}", instance.key(), instance.host());
            return Optional.empty();
        }
    }
}
