package dev.flotilla.registry.edge;

import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.proto.v1.DestroyUnitRequest;
import dev.flotilla.proto.v1.DestroyUnitResponse;
import dev.flotilla.proto.v1.GetUnitRequest;
import dev.flotilla.proto.v1.GetUnitResponse;
import dev.flotilla.proto.v1.ListUnitsRequest;
import dev.flotilla.proto.v1.ListUnitsResponse;
import dev.flotilla.proto.v1.PutUnitRequest;
import dev.flotilla.proto.v1.PutUnitResponse;
import dev.flotilla.proto.v1.UnitServiceGrpc;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.unit.PutResult;
import dev.flotilla.registry.unit.PutUnit;
import dev.flotilla.registry.unit.UnitPage;
import dev.flotilla.registry.unit.UnitView;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** {@code UnitService}. */
@GrpcService
public class UnitGrpc extends UnitServiceGrpc.UnitServiceImplBase {
    private final Registry registry;

    UnitGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void listUnits(ListUnitsRequest request, StreamObserver<ListUnitsResponse> observer) {
        Replies.replyOffLoop(
                observer,
                () -> registry.units()
                        .list(
                                Requests.unit(request.getAfter(), "after"),
                                request.getLimit(),
                                Requests.revision(request.getMinRevision(), "min_revision")),
                UnitGrpc::list);
    }

    @Override
    public void getUnit(GetUnitRequest request, StreamObserver<GetUnitResponse> observer) {
        Replies.reply(
                observer,
                () -> registry.units()
                        .get(
                                UnitWire.name(request.getName(), "name"),
                                Requests.revision(request.getMinRevision(), "min_revision")),
                page -> GetUnitResponse.newBuilder()
                        .setUnit(view(page.units().getFirst()))
                        .setRevision(page.revision())
                        .build());
    }

    @Override
    public void putUnit(PutUnitRequest request, StreamObserver<PutUnitResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer, () -> registry.unitWrites().put(put(request), wanted), result -> PutUnitResponse.newBuilder()
                        .setOutcome(outcome(result.outcome()))
                        .setRevision(result.revision())
                        .build());
    }

    @Override
    public void destroyUnit(DestroyUnitRequest request, StreamObserver<DestroyUnitResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.unitWrites()
                        .destroy(UnitWire.name(request.getName(), "name"), request.getChangedBy(), wanted),
                revision ->
                        DestroyUnitResponse.newBuilder().setRevision(revision).build());
    }

    private static PutUnit put(PutUnitRequest request) {
        Optional<UnitFile> file = request.getOptionsCount() == 0
                ? Optional.empty()
                : Optional.of(UnitWire.file(request.getOptionsList()));
        return new PutUnit(
                UnitWire.name(request.getName(), "name"),
                file,
                UnitWire.optionalDesired(request.getDesiredState(), "desired_state"),
                request.getChangedBy(),
                Requests.revision(request.getExpectedRevision(), "expected_revision"),
                UnitWire.request(request.getRequestId(), "request_id"));
    }

    private static PutUnitResponse.Outcome outcome(PutResult.Outcome outcome) {
        return switch (outcome) {
            case CREATED -> PutUnitResponse.Outcome.OUTCOME_CREATED;
            case REPLACED -> PutUnitResponse.Outcome.OUTCOME_REPLACED;
            case CHANGED -> PutUnitResponse.Outcome.OUTCOME_CHANGED;
            case UNCHANGED -> PutUnitResponse.Outcome.OUTCOME_UNCHANGED;
        };
    }

    /** An answer that would be too large for a message ends earlier and says that there is more. */
    private static ListUnitsResponse list(UnitPage page) {
        ListUnitsResponse.Builder response =
                ListUnitsResponse.newBuilder().setRevision(page.revision()).setMore(page.more());
        MessageSize size = new MessageSize();
        for (UnitView unit : page.units()) {
            dev.flotilla.proto.v1.UnitView message = view(unit);
            if (!size.fits(message)) {
                return response.setMore(true).build();
            }
            response.addUnits(message);
        }
        return response.build();
    }

    private static dev.flotilla.proto.v1.UnitView view(UnitView view) {
        var message = dev.flotilla.proto.v1.UnitView.newBuilder().setUnit(UnitWire.toProto(view.unit()));
        view.placement().map(PlacementWire::toProto).ifPresent(message::setPlacement);
        view.pending().map(PlacementWire::toProto).ifPresent(message::setPending);
        view.states().forEach(state -> message.addStates(StateWire.toProto(state)));
        return message.build();
    }
}
