package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.CampaignRequest;
import dev.flotilla.proto.v1.CampaignResponse;
import dev.flotilla.proto.v1.ElectionServiceGrpc;
import dev.flotilla.proto.v1.GetLeaderRequest;
import dev.flotilla.proto.v1.GetLeaderResponse;
import dev.flotilla.proto.v1.ResignRequest;
import dev.flotilla.proto.v1.ResignResponse;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.election.Campaign;
import dev.flotilla.registry.election.Standing;
import dev.flotilla.store.LeaseId;
import dev.flotilla.wire.TimeWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Optional;

/** {@code ElectionService}. */
@GrpcService
public class ElectionGrpc extends ElectionServiceGrpc.ElectionServiceImplBase {
    private final Registry registry;

    ElectionGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> observer) {
        Replies.reply(
                observer,
                () -> registry.election()
                        .campaign(new Campaign(
                                request.getCandidate(),
                                lease(request.getLeaseId()),
                                TimeWire.fromProto(request.getTtl(), "ttl"))),
                ElectionGrpc::answer);
    }

    @Override
    public void getLeader(GetLeaderRequest request, StreamObserver<GetLeaderResponse> observer) {
        Replies.reply(observer, () -> registry.election().leader(), leader -> {
            var response = GetLeaderResponse.newBuilder();
            leader.map(Items::leader).ifPresent(response::setLeader);
            return response.build();
        });
    }

    @Override
    public void resign(ResignRequest request, StreamObserver<ResignResponse> observer) {
        Replies.reply(
                observer,
                () -> registry.election()
                        .resign(lease(request.getLeaseId())
                                .orElseThrow(() -> Requests.invalid("lease_id", "is missing"))),
                done -> ResignResponse.getDefaultInstance());
    }

    private static Optional<LeaseId> lease(long id) {
        return id == 0 ? Optional.empty() : Optional.of(new LeaseId(id));
    }

    private static CampaignResponse answer(Standing standing) {
        var response = CampaignResponse.newBuilder()
                .setLeading(standing.leading())
                .setLeaseId(standing.lease().value())
                .setTtl(TimeWire.toProto(standing.ttl()));
        standing.leader().map(Items::leader).ifPresent(response::setLeader);
        return response.build();
    }
}
