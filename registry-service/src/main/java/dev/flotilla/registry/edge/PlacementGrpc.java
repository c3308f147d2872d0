package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.CommitRequest;
import dev.flotilla.proto.v1.CommitResponse;
import dev.flotilla.proto.v1.PlacementServiceGrpc;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.placement.CommitReport;
import dev.flotilla.registry.placement.PlacementChange;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;
import java.util.stream.IntStream;

/** {@code PlacementService}. */
@GrpcService
public class PlacementGrpc extends PlacementServiceGrpc.PlacementServiceImplBase {
    private final Registry registry;

    PlacementGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void commit(CommitRequest request, StreamObserver<CommitResponse> observer) {
        Replies.reply(
                observer,
                () -> registry.placements().commit(request.getTerm(), changes(request)),
                PlacementGrpc::answer);
    }

    private static List<PlacementChange> changes(CommitRequest request) {
        return IntStream.range(0, request.getChangesCount())
                .mapToObj(i -> change(request.getChanges(i), "changes[" + i + "]"))
                .toList();
    }

    private static PlacementChange change(dev.flotilla.proto.v1.PlacementChange message, String field) {
        return Requests.in(
                field,
                () -> new PlacementChange(
                        UnitWire.name(message.getUnit(), field + ".unit"),
                        message.getUnitRevision(),
                        message.getPlacementRevision(),
                        message.getLeftMachineRevision(),
                        action(message, field),
                        IntStream.range(0, message.getGuardsCount())
                                .mapToObj(i -> guard(message.getGuards(i), field + ".guards[" + i + "]"))
                                .toList(),
                        message.getCause()));
    }

    private static PlacementChange.Action action(dev.flotilla.proto.v1.PlacementChange message, String field) {
        return switch (message.getChangeCase()) {
            case PLACE ->
                new PlacementChange.Place(
                        MachineWire.id(message.getPlace().getMachineId(), field + ".place.machine_id"),
                        message.getPlace().getMachineRevision(),
                        PlacementWire.explanation(message.getPlace().getExplanation(), field + ".place.explanation"));
            case UNPLACE ->
                new PlacementChange.Unplace(PlacementWire.explanation(message.getUnplace(), field + ".unplace"));
            case PENDING ->
                new PlacementChange.Wait(PlacementWire.explanation(message.getPending(), field + ".pending"));
            case CHANGE_NOT_SET -> throw Requests.invalid(field, "says no change");
        };
    }

    private static PlacementChange.Guard guard(dev.flotilla.proto.v1.PlacementGuard message, String field) {
        return new PlacementChange.Guard(
                UnitWire.name(message.getUnit(), field + ".unit"),
                message.getPlacementRevision(),
                Requests.machine(message.getMachineId(), field + ".machine_id"));
    }

    private static CommitResponse answer(CommitReport report) {
        var response = CommitResponse.newBuilder().setRevision(report.revision());
        report.refused()
                .forEach(refused -> response.addRefused(dev.flotilla.proto.v1.RefusedChange.newBuilder()
                        .setUnit(refused.unit().value())
                        .setReason(refused.reason())));
        return response.build();
    }
}
