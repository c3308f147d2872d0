package dev.flotilla.client.state;

import dev.flotilla.client.transport.Calls;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.ListStatesRequest;
import dev.flotilla.proto.v1.StateServiceGrpc;
import dev.flotilla.wire.StateWire;
import java.util.concurrent.CompletableFuture;

/** What machines report of their units. */
public final class States {
    private final Calls calls;

    public States(Calls calls) {
        this.calls = calls;
    }

    public StatePage list(StateQuery query) {
        return calls.join(listAsync(query));
    }

    public CompletableFuture<StatePage> listAsync(StateQuery query) {
        ListStatesRequest.Builder request = ListStatesRequest.newBuilder()
                .setMachineId(query.machine().map(MachineId::value).orElse(""))
                .setUnit(query.unit().map(UnitName::value).orElse(""))
                .setLimit(query.limit())
                .setMinRevision(calls.seen());
        query.after().ifPresent(last -> request.setAfterUnit(last.unit().value())
                .setAfterMachineId(last.machine().value()));
        return calls.call(StateServiceGrpc.getListStatesMethod(), request.build(), answer -> {
            calls.saw(answer.getRevision());
            return new StatePage(
                    answer.getStatesList().stream().map(StateWire::fromProto).toList(),
                    answer.getRevision(),
                    answer.getMore());
        });
    }
}
