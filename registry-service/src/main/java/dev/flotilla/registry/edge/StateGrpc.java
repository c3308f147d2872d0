package dev.flotilla.registry.edge;

import dev.flotilla.model.state.UnitState;
import dev.flotilla.proto.v1.ListStatesRequest;
import dev.flotilla.proto.v1.ListStatesResponse;
import dev.flotilla.proto.v1.StateServiceGrpc;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.state.StatePage;
import dev.flotilla.registry.state.StateQuery;
import dev.flotilla.wire.StateWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/** {@code StateService}. */
@GrpcService
public class StateGrpc extends StateServiceGrpc.StateServiceImplBase {
    private final Registry registry;

    StateGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void listStates(ListStatesRequest request, StreamObserver<ListStatesResponse> observer) {
        Replies.replyOffLoop(observer, () -> registry.states().list(query(request)), StateGrpc::list);
    }

    private static StateQuery query(ListStatesRequest request) {
        return new StateQuery(
                Requests.machine(request.getMachineId(), "machine_id"),
                Requests.unit(request.getUnit(), "unit"),
                request.getLimit(),
                Requests.unit(request.getAfterUnit(), "after_unit")
                        .map(unit -> new StateQuery.Place(
                                unit, Requests.machine(request.getAfterMachineId(), "after_machine_id"))),
                Requests.revision(request.getMinRevision(), "min_revision"));
    }

    private static ListStatesResponse list(StatePage page) {
        var response =
                ListStatesResponse.newBuilder().setRevision(page.revision()).setMore(page.more());
        MessageSize size = new MessageSize();
        for (UnitState state : page.states()) {
            var message = StateWire.toProto(state);
            if (!size.fits(message)) {
                return response.setMore(true).build();
            }
            response.addStates(message);
        }
        return response.build();
    }
}
