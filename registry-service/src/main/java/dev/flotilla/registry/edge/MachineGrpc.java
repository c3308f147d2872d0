package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.GetBrakeRequest;
import dev.flotilla.proto.v1.GetBrakeResponse;
import dev.flotilla.proto.v1.ListMachinesRequest;
import dev.flotilla.proto.v1.ListMachinesResponse;
import dev.flotilla.proto.v1.MachineServiceGrpc;
import dev.flotilla.proto.v1.PatchMetadataRequest;
import dev.flotilla.proto.v1.PatchMetadataResponse;
import dev.flotilla.proto.v1.ReleaseBrakeRequest;
import dev.flotilla.proto.v1.ReleaseBrakeResponse;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.machine.MachineList;
import dev.flotilla.registry.machine.MetadataPatch;
import dev.flotilla.wire.BrakeWire;
import dev.flotilla.wire.MachineWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** {@code MachineService}. */
@GrpcService
public class MachineGrpc extends MachineServiceGrpc.MachineServiceImplBase {
    private final Registry registry;

    MachineGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void listMachines(ListMachinesRequest request, StreamObserver<ListMachinesResponse> observer) {
        Replies.replyOffLoop(
                observer,
                () -> registry.machines()
                        .list(request.getIncludeLost(), Requests.revision(request.getMinRevision(), "min_revision")),
                MachineGrpc::list);
    }

    @Override
    public void patchMetadata(PatchMetadataRequest request, StreamObserver<PatchMetadataResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.metadata().patch(patches(request), request.getChangedBy(), wanted),
                revision ->
                        PatchMetadataResponse.newBuilder().setRevision(revision).build());
    }

    @Override
    public void getBrake(GetBrakeRequest request, StreamObserver<GetBrakeResponse> observer) {
        Replies.reply(observer, () -> registry.brake().current(), brake -> GetBrakeResponse.newBuilder()
                .setBrake(BrakeWire.toProto(brake))
                .build());
    }

    @Override
    public void releaseBrake(ReleaseBrakeRequest request, StreamObserver<ReleaseBrakeResponse> observer) {
        BooleanSupplier wanted = Requests.stillWanted(observer);
        Replies.reply(
                observer,
                () -> registry.brake().release(request.getBy(), wanted),
                revision ->
                        ReleaseBrakeResponse.newBuilder().setRevision(revision).build());
    }

    private static List<MetadataPatch> patches(PatchMetadataRequest request) {
        return IntStream.range(0, request.getPatchesCount())
                .mapToObj(i -> {
                    var patch = request.getPatches(i);
                    return new MetadataPatch(
                            MachineWire.id(patch.getMachineId(), "patches[" + i + "].machine_id"),
                            patch.getKey(),
                            patch.hasValue() ? Optional.of(patch.getValue()) : Optional.empty());
                })
                .toList();
    }

    private static ListMachinesResponse list(MachineList list) {
        var response = ListMachinesResponse.newBuilder().setRevision(list.revision());
        list.machines().forEach(machine -> response.addMachines(MachineWire.toProto(machine)));
        return response.build();
    }
}
