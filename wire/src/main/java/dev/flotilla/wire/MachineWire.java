package dev.flotilla.wire;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;

/** Machines. */
public final class MachineWire {
    private static final Shared<MachineId> IDS = new Shared<>(16_384);

    private MachineWire() {}

    public static dev.flotilla.proto.v1.Machine toProto(Machine machine) {
        return dev.flotilla.proto.v1.Machine.newBuilder()
                .setId(machine.id().value())
                .setPrimaryIp(machine.primaryIp())
                .putAllMetadata(machine.metadata())
                .putAllDynamicMetadata(machine.dynamicMetadata())
                .setCapacity(toProto(machine.capacity()))
                .setStatus(toProto(machine.status()))
                .setSessionId(machine.sessionId())
                .setReplicaId(machine.replicaId())
                .setAgentEndpoint(machine.agentEndpoint())
                .setAgentVersion(machine.agentVersion())
                .setBootId(machine.bootId())
                .setSince(TimeWire.toProto(machine.since()))
                .setDuplicateAddress(machine.duplicateAddress())
                .setLeft(machine.left())
                .setRevision(machine.revision())
                .build();
    }

    /** {@link FlotillaError.Invalid} names the field that is malformed. */
    public static Machine fromProto(dev.flotilla.proto.v1.Machine message) {
        return new Machine(
                id(message.getId(), "id"),
                message.getPrimaryIp(),
                message.getMetadataMap(),
                message.getDynamicMetadataMap(),
                capacity(message.getCapacity(), "capacity"),
                status(message.getStatus(), "status"),
                message.getSessionId(),
                message.getReplicaId(),
                message.getAgentEndpoint(),
                message.getAgentVersion(),
                message.getBootId(),
                TimeWire.fromProto(message.getSince(), "since"),
                message.getDuplicateAddress(),
                message.getLeft(),
                Malformed.revision(message.getRevision()));
    }

    /**
     * A machine id.
     *
     * @param field named in the error when it is none
     */
    public static MachineId id(String value, String field) {
        return IDS.of(Malformed.in(field, () -> new MachineId(value)));
    }

    public static dev.flotilla.proto.v1.Capacity toProto(Capacity capacity) {
        return dev.flotilla.proto.v1.Capacity.newBuilder()
                .setCpus(capacity.cpus())
                .setMemoryBytes(capacity.memoryBytes())
                .build();
    }

    /** An unset capacity is {@link Capacity#UNKNOWN}. */
    public static Capacity capacity(dev.flotilla.proto.v1.Capacity message, String field) {
        return Malformed.in(field, () -> new Capacity(message.getCpus(), message.getMemoryBytes()));
    }

    public static dev.flotilla.proto.v1.MachineStatus toProto(MachineStatus status) {
        return switch (status) {
            case ONLINE -> dev.flotilla.proto.v1.MachineStatus.MACHINE_STATUS_ONLINE;
            case DRAINING -> dev.flotilla.proto.v1.MachineStatus.MACHINE_STATUS_DRAINING;
            case LOST -> dev.flotilla.proto.v1.MachineStatus.MACHINE_STATUS_LOST;
        };
    }

    public static MachineStatus status(dev.flotilla.proto.v1.MachineStatus status, String field) {
        return switch (status) {
            case MACHINE_STATUS_ONLINE -> MachineStatus.ONLINE;
            case MACHINE_STATUS_DRAINING -> MachineStatus.DRAINING;
            case MACHINE_STATUS_LOST -> MachineStatus.LOST;
            case MACHINE_STATUS_UNSPECIFIED -> throw Malformed.field(field, "is missing");
            case UNRECOGNIZED -> throw Malformed.field(field, "is a status that this version does not know");
        };
    }
}
