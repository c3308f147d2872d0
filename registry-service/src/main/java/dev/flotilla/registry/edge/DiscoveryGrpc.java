package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.AnnounceReply;
import dev.flotilla.proto.v1.DiscoveryServiceGrpc;
import dev.flotilla.proto.v1.ListInstancesRequest;
import dev.flotilla.proto.v1.ListInstancesResponse;
import dev.flotilla.proto.v1.MalformedRecord;
import dev.flotilla.proto.v1.SidekickMessage;
import dev.flotilla.proto.v1.WatchInstancesRequest;
import dev.flotilla.proto.v1.WatchInstancesResponse;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.discovery.CatalogFilter;
import dev.flotilla.registry.discovery.CatalogList;
import dev.flotilla.wire.InstanceWire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Optional;

/** {@code DiscoveryService}. */
@GrpcService
public class DiscoveryGrpc extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
    private final Registry registry;

    DiscoveryGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public StreamObserver<SidekickMessage> announce(StreamObserver<AnnounceReply> observer) {
        return new AnnounceStream(registry.discovery().sidekicks(), (ServerCallStreamObserver<AnnounceReply>) observer);
    }

    @Override
    public void listInstances(ListInstancesRequest request, StreamObserver<ListInstancesResponse> observer) {
        Replies.replyOffLoop(
                observer,
                () -> registry.discovery().list(filter(request.getService(), request.getIncludeWithdrawn())),
                DiscoveryGrpc::answer);
    }

    @Override
    public void watchInstances(WatchInstancesRequest request, StreamObserver<WatchInstancesResponse> observer) {
        new InstancesStream((ServerCallStreamObserver<WatchInstancesResponse>) observer)
                .open(
                        registry.discovery(),
                        filter(request.getService(), request.getIncludeWithdrawn()),
                        request.getResumeAfter());
    }

    private static CatalogFilter filter(String service, boolean withdrawn) {
        return new CatalogFilter(service.isEmpty() ? Optional.empty() : Optional.of(service), withdrawn);
    }

    private static ListInstancesResponse answer(CatalogList list) {
        ListInstancesResponse.Builder answer =
                ListInstancesResponse.newBuilder().setRevision(list.revision());
        list.instances().forEach(instance -> answer.addInstances(InstanceWire.toProto(instance)));
        list.malformed()
                .forEach(record -> answer.addMalformed(MalformedRecord.newBuilder()
                        .setKey(record.key())
                        .setReason(record.reason())
                        .setRevision(record.revision())));
        return answer.build();
    }
}
