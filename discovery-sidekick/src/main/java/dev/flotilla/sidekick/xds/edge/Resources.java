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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service in the words of xDS (v3). All of a service's resources bear its name. */
final class Resources {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);
    /** gRPC ignores localities and endpoints without a weight. */
    private static final UInt32Value WEIGHT = UInt32Value.of(1);

    private static final List<HealthStatus> BEST_FIRST =
            List.of(HealthStatus.HEALTHY, HealthStatus.DRAINING, HealthStatus.UNHEALTHY);

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

    /**
     * All instances; who does not pass is marked and gets no work. Where several have one address there is one endpoint:
     * gRPC refuses all of a service's endpoints when it is told one of them twice.
     */
    static ClusterLoadAssignment assignment(String service, Collection<Instance> instances, HostLookup hosts) {
        Map<SocketAddress, HealthStatus> endpoints = new LinkedHashMap<>();
        instances.forEach(instance -> address(instance, hosts)
                .ifPresent(address -> endpoints.merge(address, health(instance), Resources::better)));
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(service);
        LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder()
                .setLocality(Locality.newBuilder().setRegion("flotilla"))
                .setLoadBalancingWeight(WEIGHT);
        endpoints.forEach((address, health) -> locality.addLbEndpoints(endpoint(address, health)));
        if (locality.getLbEndpointsCount() > 0) {
            assignment.addEndpoints(locality);
        }
        return assignment.build();
    }

    private static Optional<SocketAddress> address(Instance instance, HostLookup hosts) {
        try {
            return Optional.of(SocketAddress.newBuilder()
                    .setAddress(hosts.lookup(instance.host()).getHostAddress())
                    .setPortValue(instance.port())
                    .build());
        } catch (UnknownHostException e) {
            LOG.warn("{} is left out: no address is known of its host {}", instance.key(), instance.host());
            return Optional.empty();
        }
    }

    private static HealthStatus health(Instance instance) {
        return switch (instance.status()) {
            case PASSING -> HealthStatus.HEALTHY;
            case DRAINING -> HealthStatus.DRAINING;
            case FAILING -> HealthStatus.UNHEALTHY;
        };
    }

    private static HealthStatus better(HealthStatus one, HealthStatus other) {
        return BEST_FIRST.indexOf(one) <= BEST_FIRST.indexOf(other) ? one : other;
    }

    private static LbEndpoint endpoint(SocketAddress address, HealthStatus health) {
        return LbEndpoint.newBuilder()
                .setEndpoint(
                        Endpoint.newBuilder().setAddress(Address.newBuilder().setSocketAddress(address)))
                .setHealthStatus(health)
                .setLoadBalancingWeight(WEIGHT)
                .build();
    }
}
