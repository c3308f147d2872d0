package dev.flotilla.client.election;

import dev.flotilla.client.Leader;
import dev.flotilla.client.transport.Calls;
import dev.flotilla.proto.v1.CampaignRequest;
import dev.flotilla.proto.v1.CampaignResponse;
import dev.flotilla.proto.v1.ElectionServiceGrpc;
import dev.flotilla.proto.v1.ResignRequest;
import dev.flotilla.wire.TimeWire;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Leadership of the schedulers, held by a lease. */
public final class Election {
    private final Calls calls;

    public Election(Calls calls) {
        this.calls = calls;
    }

    /**
     * Renews the candidate's lease and takes the leadership when it is free. Call it every ttl/3.
     *
     * @param candidate unique among the schedulers
     * @param leaseId of the previous answer; 0 asks for a new lease
     * @param ttl wanted; 2 s to 60 s
     */
    public Campaign campaign(String candidate, long leaseId, Duration ttl) {
        return calls.join(campaignAsync(candidate, leaseId, ttl));
    }

    public CompletableFuture<Campaign> campaignAsync(String candidate, long leaseId, Duration ttl) {
        CampaignRequest request = CampaignRequest.newBuilder()
                .setCandidate(candidate)
                .setLeaseId(leaseId)
                .setTtl(TimeWire.toProto(ttl))
                .build();
        return calls.call(ElectionServiceGrpc.getCampaignMethod(), request, Election::campaign);
    }

    /** Gives the leadership up at once. */
    public void resign(String candidate, long leaseId) {
        ResignRequest request = ResignRequest.newBuilder()
                .setCandidate(candidate)
                .setLeaseId(leaseId)
                .build();
        calls.join(calls.call(ElectionServiceGrpc.getResignMethod(), request, answer -> candidate));
    }

    private static Campaign campaign(CampaignResponse answer) {
        Optional<Leader> leader = answer.hasLeader()
                ? Optional.of(new Leader(
                        answer.getLeader().getCandidate(), answer.getLeader().getTerm()))
                : Optional.empty();
        return new Campaign(
                answer.getLeading(), leader, answer.getLeaseId(), TimeWire.fromProto(answer.getTtl(), "ttl"));
    }
}
