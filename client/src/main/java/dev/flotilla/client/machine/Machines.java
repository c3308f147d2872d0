package dev.flotilla.client.machine;

import dev.flotilla.client.transport.Calls;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.proto.v1.GetBrakeRequest;
import dev.flotilla.proto.v1.ListMachinesRequest;
import dev.flotilla.proto.v1.MachineServiceGrpc;
import dev.flotilla.proto.v1.PatchMetadataRequest;
import dev.flotilla.proto.v1.ReleaseBrakeRequest;
import dev.flotilla.wire.BrakeWire;
import dev.flotilla.wire.MachineWire;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The cluster's machines. */
public final class Machines {
    private final Calls calls;

    public Machines(Calls calls) {
        this.calls = calls;
    }

    /** The machines that can be counted on. */
    public MachineList list() {
        return list(false);
    }

    public MachineList list(boolean includeLost) {
        return calls.join(listAsync(includeLost));
    }

    public CompletableFuture<MachineList> listAsync(boolean includeLost) {
        ListMachinesRequest request = ListMachinesRequest.newBuilder()
                .setIncludeLost(includeLost)
                .setMinRevision(calls.seen())
                .build();
        return calls.call(MachineServiceGrpc.getListMachinesMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return new MachineList(
                    answer.getMachinesList().stream()
                            .map(MachineWire::fromProto)
                            .toList(),
                    answer.getRevision());
        });
    }

    /** Sets and removes dynamic metadata, all or nothing; in the name of the client's user. */
    public long patchMetadata(List<MetadataPatch> patches) {
        return patchMetadata(patches, calls.user());
    }

    /** Returns the revision from which on it counts. */
    public long patchMetadata(List<MetadataPatch> patches, String changedBy) {
        PatchMetadataRequest request = PatchMetadataRequest.newBuilder()
                .addAllPatches(patches.stream().map(Machines::toProto).toList())
                .setChangedBy(changedBy)
                .build();
        return calls.join(calls.call(MachineServiceGrpc.getPatchMetadataMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return answer.getRevision();
        }));
    }

    /** Whether moves away from lost machines are held. */
    public Brake brake() {
        return calls.join(calls.call(
                MachineServiceGrpc.getGetBrakeMethod(),
                GetBrakeRequest.getDefaultInstance(),
                answer -> BrakeWire.fromProto(answer.getBrake())));
    }

    /** The operator's word that the lost machines are lost indeed. */
    public long releaseBrake(String by) {
        ReleaseBrakeRequest request = ReleaseBrakeRequest.newBuilder().setBy(by).build();
        return calls.join(calls.call(MachineServiceGrpc.getReleaseBrakeMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return answer.getRevision();
        }));
    }

    private static dev.flotilla.proto.v1.MetadataPatch toProto(MetadataPatch patch) {
        MachineId machine = patch.machine();
        dev.flotilla.proto.v1.MetadataPatch.Builder wire = dev.flotilla.proto.v1.MetadataPatch.newBuilder()
                .setMachineId(machine.value())
                .setKey(patch.key());
        patch.value().ifPresent(wire::setValue);
        return wire.build();
    }
}
