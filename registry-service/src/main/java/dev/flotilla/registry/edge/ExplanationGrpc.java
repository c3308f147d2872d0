package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.ExplainRequest;
import dev.flotilla.proto.v1.ExplainResponse;
import dev.flotilla.proto.v1.ExplanationServiceGrpc;
import dev.flotilla.proto.v1.MachineVerdict;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.placement.UnitExplanation;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/** {@code ExplanationService}. */
@GrpcService
public class ExplanationGrpc extends ExplanationServiceGrpc.ExplanationServiceImplBase {
    private final Registry registry;

    ExplanationGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void explain(ExplainRequest request, StreamObserver<ExplainResponse> observer) {
        Replies.replyOffLoop(
                observer,
                () -> registry.explanations()
                        .explain(
                                UnitWire.name(request.getUnit(), "unit"),
                                Requests.revision(request.getMinRevision(), "min_revision")),
                ExplanationGrpc::answer);
    }

    private static ExplainResponse answer(UnitExplanation explanation) {
        var response = ExplainResponse.newBuilder().setSummary(explanation.summary());
        explanation.placement().map(PlacementWire::toProto).ifPresent(response::setPlacement);
        explanation.pending().map(PlacementWire::toProto).ifPresent(response::setPending);
        explanation
                .verdicts()
                .forEach(verdict -> response.addVerdicts(MachineVerdict.newBuilder()
                        .setMachineId(verdict.machine().value())
                        .setEligible(verdict.eligible())
                        .setReason(verdict.reason())));
        return response.build();
    }
}
