package dev.flotilla.client.session;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.proto.v1.HeldUnit;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.TimeWire;
import dev.flotilla.wire.UnitWire;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session's messages to the wire and back. */
final class SessionWire {
    private SessionWire() {}

    static dev.flotilla.proto.v1.AgentMessage toProto(AgentMessage message) {
        dev.flotilla.proto.v1.AgentMessage.Builder wire = dev.flotilla.proto.v1.AgentMessage.newBuilder();
        switch (message) {
            case AgentMessage.Hello hello -> wire.setHello(toProto(hello));
            case AgentMessage.Heartbeat(long sequence) ->
                wire.setHeartbeat(dev.flotilla.proto.v1.Heartbeat.newBuilder().setSequence(sequence));
            case AgentMessage.StateReport report -> wire.setStates(toProto(report));
            case AgentMessage.Goodbye(String reason) ->
                wire.setGoodbye(dev.flotilla.proto.v1.Goodbye.newBuilder().setReason(reason));
        }
        return wire.build();
    }

    private static dev.flotilla.proto.v1.Hello toProto(AgentMessage.Hello hello) {
        return dev.flotilla.proto.v1.Hello.newBuilder()
                .setMachineId(hello.machine().value())
                .setBootId(hello.bootId())
                .setPrimaryIp(hello.primaryIp())
                .putAllMetadata(hello.metadata())
                .setCapacity(MachineWire.toProto(hello.capacity()))
                .setAgentEndpoint(hello.agentEndpoint())
                .setAgentVersion(hello.agentVersion())
                .setCredential(hello.credential().map(Credential::reveal).orElse(""))
                .addAllHeld(hello.held().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(held -> HeldUnit.newBuilder()
                                .setName(held.getKey().value())
                                .setHash(held.getValue().hex())
                                .build())
                        .toList())
                .build();
    }

    private static dev.flotilla.proto.v1.StateReport toProto(AgentMessage.StateReport report) {
        return dev.flotilla.proto.v1.StateReport.newBuilder()
                .setComplete(report.complete())
                .addAllChanged(report.changed().stream().map(StateWire::toProto).toList())
                .addAllRemoved(
                        report.removed().stream().map(name -> name.value()).toList())
                .setSequence(report.sequence())
                .build();
    }

    /** Empty for a message of a kind that a later version added; {@link FlotillaError.Invalid} when it is malformed. */
    static Optional<RegistryMessage> fromProto(dev.flotilla.proto.v1.RegistryMessage message) {
        return switch (message.getMessageCase()) {
            case WELCOME -> Optional.of(fromProto(message.getWelcome()));
            case ASSIGNMENTS -> Optional.of(fromProto(message.getAssignments()));
            case HEARTBEAT_ACK ->
                Optional.of(new RegistryMessage.HeartbeatAck(
                        message.getHeartbeatAck().getSequence()));
            case STATE_ACK ->
                Optional.of(new RegistryMessage.StateAck(message.getStateAck().getSequence()));
            case REFUSED ->
                Optional.of(new RegistryMessage.Refused(
                        message.getRefused().getReason(),
                        message.getRefused().getFatal(),
                        message.getRefused().getUnwanted()));
            case MESSAGE_NOT_SET -> Optional.empty();
        };
    }

    private static RegistryMessage.Welcome fromProto(dev.flotilla.proto.v1.Welcome welcome) {
        try {
            return new RegistryMessage.Welcome(
                    welcome.getSessionId(),
                    TimeWire.fromProto(welcome.getHeartbeatInterval(), "welcome.heartbeat_interval"),
                    TimeWire.fromProto(welcome.getTtl(), "welcome.ttl"),
                    welcome.getReplicaId());
        } catch (IllegalArgumentException e) {
            throw new FlotillaException(
                    new FlotillaError.Invalid(
                            String.valueOf(e.getMessage()), Optional.of("welcome.ttl"), Optional.empty()),
                    e);
        }
    }

    static RegistryMessage.Assignments fromProto(dev.flotilla.proto.v1.Assignments assignments) {
        return new RegistryMessage.Assignments(
                assignments.getRevision(),
                assignments.getComplete(),
                assignments.getUnitsList().stream().map(SessionWire::fromProto).toList(),
                assignments.getRemovedList().stream()
                        .map(name -> UnitWire.name(name, "assignments.removed"))
                        .toList());
    }

    private static RegistryMessage.AssignedUnit fromProto(dev.flotilla.proto.v1.AssignedUnit unit) {
        Optional<UnitFile> file =
                unit.getOptionsCount() == 0 ? Optional.empty() : Optional.of(UnitWire.file(unit.getOptionsList()));
        DesiredState desired = UnitWire.desired(unit.getDesiredState(), "assignments.units.desired_state");
        return new RegistryMessage.AssignedUnit(
                UnitWire.name(unit.getName(), "assignments.units.name"),
                UnitWire.hash(unit.getHash(), "assignments.units.hash"),
                desired,
                file,
                TimeWire.fromProto(unit.getChanged(), "assignments.units.changed"));
    }

    static dev.flotilla.proto.v1.Assignments toProto(RegistryMessage.Assignments assignments) {
        return dev.flotilla.proto.v1.Assignments.newBuilder()
                .setRevision(assignments.revision())
                .setComplete(assignments.complete())
                .addAllUnits(
                        assignments.units().stream().map(SessionWire::toProto).toList())
                .addAllRemoved(
                        assignments.removed().stream().map(name -> name.value()).toList())
                .build();
    }

    private static dev.flotilla.proto.v1.AssignedUnit toProto(RegistryMessage.AssignedUnit unit) {
        return dev.flotilla.proto.v1.AssignedUnit.newBuilder()
                .setName(unit.name().value())
                .setHash(unit.hash().hex())
                .setDesiredState(UnitWire.toProto(unit.desired()))
                .addAllOptions(unit.file().map(UnitWire::options).orElse(List.of()))
                .setChanged(TimeWire.toProto(unit.changed()))
                .build();
    }
}
