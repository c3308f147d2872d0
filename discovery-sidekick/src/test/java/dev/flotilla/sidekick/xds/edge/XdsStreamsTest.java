package dev.flotilla.sidekick.xds.edge;

import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.testing.NameServers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Envoy and others are told, stream by stream. */
class XdsStreamsTest {
    private static final Node ENVOY =
            Node.newBuilder().setId("edge-1").setUserAgentName("envoy").build();
    private static final Node GRPC =
            Node.newBuilder().setId("client-1").setUserAgentName("gRPC Java").build();
    private static final String ENDPOINTS = type(ClusterLoadAssignment.getDefaultInstance());
    private static final String CLUSTERS = type(Cluster.getDefaultInstance());
    private static final String LISTENERS = type(Listener.getDefaultInstance());
    private static final String ROUTES = type(RouteConfiguration.getDefaultInstance());

    private final Directory directory = Directories.directory();
    private final NameServers names = new NameServers();
    private XdsServer xds;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        xds = new XdsServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), directory, names);
        channel = Grpc.newChannelBuilder("127.0.0.1:" + xds.port(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        xds.close();
    }

    private static String type(Message message) {
        return "type.googleapis.com/" + message.getDescriptorForType().getFullName();
    }

    /** What comes on a stream, one after the other. */
    private static final class Answers<T> implements StreamObserver<T> {
        private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

        @Override
        public void onNext(T answer) {
            queue.add(answer);
        }

        @Override
        public void onError(Throwable failure) {
            // The test is over, or waits in vain and says so.
        }

        @Override
        public void onCompleted() {
            // The test is over, or waits in vain and says so.
        }

        T next() throws InterruptedException {
            T answer = queue.poll(20, TimeUnit.SECONDS);
            assertThat(answer).as("an answer").isNotNull();
            return answer;
        }
    }

    /** A client that takes what it is told and says so. Who it is it says once on a stream, as the protocol allows. */
    private static final class Client {
        private final Answers<DiscoveryResponse> answers = new Answers<>();
        private final StreamObserver<DiscoveryRequest> requests;
        private Optional<Node> node;
        private final Map<String, List<String>> asked = new HashMap<>();

        Client(Node node, Function<StreamObserver<DiscoveryResponse>, StreamObserver<DiscoveryRequest>> open) {
            this.node = Optional.of(node);
            this.requests = open.apply(answers);
        }

        DiscoveryResponse ask(String type, String... names) throws InterruptedException {
            send(type, names);
            return taken();
        }

        private DiscoveryRequest.Builder request() {
            DiscoveryRequest.Builder request = DiscoveryRequest.newBuilder();
            node.ifPresent(request::setNode);
            node = Optional.empty();
            return request;
        }

        void send(String type, String... names) {
            asked.put(type, List.of(names));
            requests.onNext(request()
                    .setTypeUrl(type)
                    .addAllResourceNames(List.of(names))
                    .build());
        }

        /** The next answer; what was said before is acknowledged. */
        DiscoveryResponse taken() throws InterruptedException {
            DiscoveryResponse answer = answers.next();
            requests.onNext(request()
                    .setTypeUrl(answer.getTypeUrl())
                    .addAllResourceNames(asked.getOrDefault(answer.getTypeUrl(), List.of()))
                    .setVersionInfo(answer.getVersionInfo())
                    .setResponseNonce(answer.getNonce())
                    .build());
            return answer;
        }

        /** The next answer of this type that tells of anything. */
        DiscoveryResponse told(String type) throws InterruptedException {
            while (true) {
                DiscoveryResponse answer = taken();
                if (answer.getTypeUrl().equals(type) && answer.getResourcesCount() > 0) {
                    return answer;
                }
            }
        }
    }

    private Client aggregated(Node node) {
        return new Client(node, AggregatedDiscoveryServiceGrpc.newStub(channel)::streamAggregatedResources);
    }

    private static List<String> endpoints(Any resource) throws InvalidProtocolBufferException {
        ClusterLoadAssignment assignment = resource.unpack(ClusterLoadAssignment.class);
        assertThat(assignment.getClusterName()).isEqualTo("website");
        return assignment.getEndpointsList().stream()
                .flatMap(locality -> locality.getLbEndpointsList().stream())
                .map(XdsStreamsTest::words)
                .toList();
    }

    private static String words(LbEndpoint endpoint) {
        var address = endpoint.getEndpoint().getAddress().getSocketAddress();
        return address.getAddress() + ":" + address.getPortValue() + " " + endpoint.getHealthStatus();
    }

    private static List<String> endpoints(DiscoveryResponse answer) throws InvalidProtocolBufferException {
        assertThat(answer.getTypeUrl()).isEqualTo(ENDPOINTS);
        assertThat(answer.getResourcesCount()).isEqualTo(1);
        return endpoints(answer.getResources(0));
    }

    @Test
    void endpointsByThemselvesFollow() throws Exception {
        List<Instance> three = website(3);
        directory.replace(three.subList(0, 2), 1);
        Client client = new Client(ENVOY, EndpointDiscoveryServiceGrpc.newStub(channel)::streamEndpoints);
        DiscoveryResponse first = client.ask(ENDPOINTS, "website");
        assertThat(endpoints(first)).containsExactly("127.0.0.1:8080 HEALTHY", "127.0.0.2:8080 HEALTHY");

        directory.apply(List.of(three.getFirst().withStatus(InstanceStatus.DRAINING), three.getLast()), List.of(), 2);
        DiscoveryResponse second = client.taken();
        assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
        assertThat(endpoints(second))
                .containsExactly("127.0.0.1:8080 DRAINING", "127.0.0.2:8080 HEALTHY", "127.0.0.3:8080 HEALTHY");

        directory.apply(
                List.of(three.get(1).withStatus(InstanceStatus.FAILING)),
                List.of(three.getFirst().key()),
                3);
        assertThat(endpoints(client.taken())).containsExactly("127.0.0.2:8080 UNHEALTHY", "127.0.0.3:8080 HEALTHY");

        directory.replace(List.of(), 4);
        assertThat(endpoints(client.taken()))
                .as("a service that was known has no endpoints, and is not forgotten")
                .isEmpty();
    }

    /** gRPC refuses all endpoints of a service that names one of them twice, and goes on with what it had. */
    @Test
    void instancesAtOneAddressAreOneEndpointThatIsAsGoodAsTheBest() throws Exception {
        Instance one = Directories.instance("website", "a", "10.9.9.9", 80);
        Instance same = Directories.instance("website", "b", "same.example", 80);
        Instance beside = Directories.instance("website", "c", "10.9.9.9", 81);
        directory.replace(List.of(one.withStatus(InstanceStatus.FAILING), same, beside), 1);
        Client client = aggregated(GRPC);
        assertThat(endpoints(client.ask(ENDPOINTS, "website")))
                .containsExactly("10.9.9.9:80 HEALTHY", "10.9.9.9:81 HEALTHY");

        directory.apply(List.of(same.withStatus(InstanceStatus.DRAINING)), List.of(), 2);
        assertThat(endpoints(client.taken())).containsExactly("10.9.9.9:80 DRAINING", "10.9.9.9:81 HEALTHY");

        directory.apply(List.of(one), List.of(), 3);
        assertThat(endpoints(client.taken())).containsExactly("10.9.9.9:80 HEALTHY", "10.9.9.9:81 HEALTHY");
    }

    @Test
    void endpointsByThemselvesFollowIncrementally() throws Exception {
        directory.replace(website(1), 1);
        Answers<DeltaDiscoveryResponse> answers = new Answers<>();
        StreamObserver<DeltaDiscoveryRequest> requests =
                EndpointDiscoveryServiceGrpc.newStub(channel).deltaEndpoints(answers);
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(ENVOY)
                .setTypeUrl(ENDPOINTS)
                .addResourceNamesSubscribe("website")
                .build());
        DeltaDiscoveryResponse first = answers.next();
        assertThat(first.getResourcesList()).extracting(Resource::getName).containsExactly("website");
        assertThat(endpoints(first.getResources(0).getResource())).containsExactly("127.0.0.1:8080 HEALTHY");
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(ENVOY)
                .setTypeUrl(ENDPOINTS)
                .setResponseNonce(first.getNonce())
                .build());

        directory.replace(website(2), 2);
        assertThat(endpoints(answers.next().getResources(0).getResource()))
                .containsExactly("127.0.0.1:8080 HEALTHY", "127.0.0.2:8080 HEALTHY");
    }

    @Test
    void aProxyIsToldClustersAndEndpointsAndHasItsOwnListeners() throws Exception {
        directory.replace(website(2), 1);
        Client envoy = aggregated(ENVOY);
        Cluster cluster = envoy.ask(CLUSTERS).getResources(0).unpack(Cluster.class);
        assertThat(cluster.getName()).isEqualTo("website");
        assertThat(cluster.getType()).isEqualTo(Cluster.DiscoveryType.EDS);
        assertThat(cluster.getEdsClusterConfig().getServiceName()).isEqualTo("website");
        assertThat(cluster.getEdsClusterConfig().getEdsConfig().hasAds()).isTrue();
        assertThat(endpoints(envoy.ask(ENDPOINTS, "website"))).hasSize(2);
        assertThat(envoy.ask(LISTENERS).getResourcesList())
                .as("a listener without a port, which Envoy would refuse")
                .isEmpty();

        directory.apply(List.of(), List.of(website(1).getFirst().key()), 2);
        assertThat(endpoints(envoy.taken())).containsExactly("127.0.0.2:8080 HEALTHY");
    }

    @Test
    void aGrpcClientIsToldListenersAndRoutesToo() throws Exception {
        directory.replace(website(1), 1);
        Client client = aggregated(GRPC);
        Listener listener = client.ask(LISTENERS, "website").getResources(0).unpack(Listener.class);
        assertThat(listener.getName()).isEqualTo("website");
        assertThat(listener.hasApiListener()).isTrue();
        RouteConfiguration route = client.ask(ROUTES, "website").getResources(0).unpack(RouteConfiguration.class);
        assertThat(route.getVirtualHosts(0).getRoutes(0).getRoute().getCluster())
                .isEqualTo("website");
    }

    @Test
    void aClientThatAskedBeforeItsServiceWasThereIsToldOfIt() throws Exception {
        directory.replace(List.of(Directories.instance("other", "one", "127.0.0.9", 80)), 1);
        Client client = aggregated(GRPC);
        client.send(LISTENERS, "website");
        client.send(ENDPOINTS, "other");
        client.told(ENDPOINTS);
        directory.apply(List.of(Directories.instance("other", "two", "127.0.0.9", 81)), List.of(), 2);
        client.told(ENDPOINTS);

        directory.apply(website(1), List.of(), 3);
        assertThat(listeners(client.told(LISTENERS))).containsExactly("website");
    }

    @Test
    void nameServersThatDoNotAnswerTakeNoEndpointAway() throws Exception {
        directory.replace(List.of(Directories.instance("website", "one", "one.example", 80)), 1);
        Client client = aggregated(GRPC);
        assertThat(endpoints(client.ask(ENDPOINTS, "website"))).containsExactly("10.9.9.9:80 HEALTHY");

        names.goAway();
        directory.apply(List.of(Directories.instance("website", "two", "10.0.0.2", 80)), List.of(), 2);
        assertThat(endpoints(client.taken())).containsExactly("10.9.9.9:80 HEALTHY", "10.0.0.2:80 HEALTHY");
    }

    @Test
    void aServiceThatIsNotThereHidesNoOther() throws Exception {
        directory.replace(website(1), 1);
        Client client = aggregated(GRPC);
        assertThat(listeners(client.ask(LISTENERS, "website", "nosuch"))).containsExactly("website");

        directory.apply(List.of(Directories.instance("nosuch", "one", "127.0.0.9", 80)), List.of(), 2);
        assertThat(listeners(client.told(LISTENERS))).containsExactlyInAnyOrder("website", "nosuch");
    }

    @Test
    void aProxyIsToldNoListenersIncrementallyEither() throws Exception {
        directory.replace(website(1), 1);
        Answers<DeltaDiscoveryResponse> answers = new Answers<>();
        StreamObserver<DeltaDiscoveryRequest> requests =
                AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(answers);
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(ENVOY)
                .setTypeUrl(LISTENERS)
                .build());
        requests.onNext(DeltaDiscoveryRequest.newBuilder().setTypeUrl(CLUSTERS).build());
        assertThat(answers.next().getTypeUrl()).isEqualTo(CLUSTERS);

        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ROUTES)
                .addResourceNamesSubscribe("website")
                .build());
        assertThat(answers.next().getResourcesList())
                .extracting(Resource::getName)
                .containsExactly("website");
    }

    private static List<String> listeners(DiscoveryResponse answer) throws InvalidProtocolBufferException {
        List<String> names = new ArrayList<>();
        for (Any resource : answer.getResourcesList()) {
            names.add(resource.unpack(Listener.class).getName());
        }
        return names;
    }
}
