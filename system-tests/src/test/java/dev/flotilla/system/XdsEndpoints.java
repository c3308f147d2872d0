package dev.flotilla.system;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The endpoints of a service as an xDS client that asks for them hears of them. */
final class XdsEndpoints implements AutoCloseable {
    private final String service;
    private final ManagedChannel channel;
    private final AtomicReference<List<String>> latest = new AtomicReference<>(List.of());
    private final StreamObserver<DiscoveryRequest> requests;

    XdsEndpoints(int port, String service) {
        this.service = service;
        this.channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
        this.requests =
                EndpointDiscoveryServiceGrpc.newStub(channel).withWaitForReady().streamEndpoints(new Answers());
        requests.onNext(request("", ""));
    }

    /** Each as {@code 127.0.1.1:8101 HEALTHY}. */
    List<String> latest() {
        return latest.get();
    }

    private DiscoveryRequest request(String version, String nonce) {
        return DiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("test").setUserAgentName("envoy"))
                .setTypeUrl("type.googleapis.com/"
                        + ClusterLoadAssignment.getDescriptor().getFullName())
                .addResourceNames(service)
                .setVersionInfo(version)
                .setResponseNonce(nonce)
                .build();
    }

    private static String words(LbEndpoint endpoint) {
        var address = endpoint.getEndpoint().getAddress().getSocketAddress();
        return address.getAddress() + ":" + address.getPortValue() + " " + endpoint.getHealthStatus();
    }

    private final class Answers implements StreamObserver<DiscoveryResponse> {
        @Override
        public void onNext(DiscoveryResponse answer) {
            try {
                for (var resource : answer.getResourcesList()) {
                    latest.set(resource.unpack(ClusterLoadAssignment.class).getEndpointsList().stream()
                            .flatMap(locality -> locality.getLbEndpointsList().stream())
                            .map(XdsEndpoints::words)
                            .toList());
                }
            } catch (InvalidProtocolBufferException e) {
                latest.set(List.of(e.toString()));
            }
            requests.onNext(request(answer.getVersionInfo(), answer.getNonce()));
        }

        @Override
        public void onError(Throwable failure) {
            latest.set(List.of(failure.toString()));
        }

        @Override
        public void onCompleted() {
            latest.set(List.of("the stream is over"));
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
