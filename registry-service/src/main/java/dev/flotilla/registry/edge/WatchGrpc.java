package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.watch.Kind;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.HashSet;
import java.util.Set;

/** {@code WatchService}. */
@GrpcService
public class WatchGrpc extends WatchServiceGrpc.WatchServiceImplBase {
    private final Registry registry;

    WatchGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
        try {
            Items items = new Items(new HashSet<>(request.getUnitSectionsList()), request.getSummariesOnly());
            var stream = new WatchStream(items, (ServerCallStreamObserver<WatchResponse>) observer);
            stream.open(
                    registry.watches(),
                    kinds(request),
                    Requests.revision(request.getAfterRevision(), "after_revision"),
                    request.getHistory());
        } catch (RuntimeException e) {
            Replies.fail(observer, e);
        }
    }

    private static Set<Kind> kinds(WatchRequest request) {
        Set<Kind> kinds = new HashSet<>();
        for (var kind : request.getKindsList()) {
            kinds.add(Items.kind(kind)
                    .orElseThrow(() -> Requests.invalid("kinds", "has a kind that this version does not know")));
        }
        return kinds;
    }
}
