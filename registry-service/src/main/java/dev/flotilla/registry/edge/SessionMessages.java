package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.Metadata;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.Assignments;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.registry.session.AssignedUnit;
import dev.flotilla.registry.session.Hello;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.state.StateReport;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.TimeWire;
import dev.flotilla.wire.UnitWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages of a session on the wire. */
final class SessionMessages {
    private static final Logger LOG = LoggerFactory.getLogger(SessionMessages.class);

    private SessionMessages() {}

    static Hello hello(dev.flotilla.proto.v1.Hello message) {
        message.getMetadataMap().forEach((key, value) -> {
            Metadata.checkedKey(key);
            Metadata.checkedValue(key, value);
        });
        Map<UnitName, UnitHash> held = new HashMap<>();
        message.getHeldList()
                .forEach(unit -> held.put(
                        UnitWire.name(unit.getName(), "held.name"), UnitWire.hash(unit.getHash(), "held.hash")));
        return Requests.in(
                "hello",
                () -> new Hello(
                        MachineWire.id(message.getMachineId(), "machine_id"),
                        message.getBootId(),
                        message.getPrimaryIp(),
                        message.getMetadataMap(),
                        MachineWire.capacity(message.getCapacity(), "capacity"),
                        message.getAgentEndpoint(),
                        message.getAgentVersion(),
                        held,
                        message.getCredential().isEmpty()
                                ? Optional.empty()
                                : Optional.of(Credential.parse(message.getCredential()))));
    }

    /** A state that makes no sense is logged and left out; it does not hold up the others. */
    static StateReport report(dev.flotilla.proto.v1.StateReport message, MachineId machine) {
        List<UnitState> changed = new ArrayList<>();
        for (var state : message.getChangedList()) {
            try {
                changed.add(StateWire.fromProto(state, machine));
            } catch (FlotillaException e) {
                LOG.warn("machine {} reports nonsense about {}: {}", machine, state.getUnit(), e.getMessage());
            }
        }
        List<UnitName> removed = new ArrayList<>();
        for (String unit : message.getRemovedList()) {
            try {
                removed.add(UnitWire.name(unit, "removed"));
            } catch (FlotillaException e) {
                LOG.warn("machine {} reports nonsense: {}", machine, e.getMessage());
            }
        }
        return new StateReport(message.getComplete(), changed, removed, message.getSequence());
    }

    static RegistryMessage toAgent(ToAgent message) {
        var wire = RegistryMessage.newBuilder();
        return switch (message) {
            case ToAgent.Welcome welcome ->
                wire.setWelcome(dev.flotilla.proto.v1.Welcome.newBuilder()
                                .setSessionId(welcome.session())
                                .setHeartbeatInterval(TimeWire.toProto(welcome.heartbeat()))
                                .setTtl(TimeWire.toProto(welcome.ttl()))
                                .setReplicaId(welcome.replica()))
                        .build();
            case ToAgent.Assignments assignments ->
                wire.setAssignments(assignments(assignments)).build();
            case ToAgent.HeartbeatAck(long sequence) ->
                wire.setHeartbeatAck(
                                dev.flotilla.proto.v1.HeartbeatAck.newBuilder().setSequence(sequence))
                        .build();
            case ToAgent.StateAck(long sequence) ->
                wire.setStateAck(dev.flotilla.proto.v1.StateAck.newBuilder().setSequence(sequence))
                        .build();
            case ToAgent.Refused(String reason, boolean fatal, boolean unwanted) ->
                wire.setRefused(dev.flotilla.proto.v1.Refused.newBuilder()
                                .setReason(reason)
                                .setFatal(fatal)
                                .setUnwanted(unwanted))
                        .build();
        };
    }

    private static Assignments assignments(ToAgent.Assignments message) {
        var assignments =
                Assignments.newBuilder().setRevision(message.revision()).setComplete(message.complete());
        message.units().forEach(unit -> assignments.addUnits(assigned(unit)));
        message.removed().forEach(name -> assignments.addRemoved(name.value()));
        return assignments.build();
    }

    private static dev.flotilla.proto.v1.AssignedUnit assigned(AssignedUnit assigned) {
        var message = dev.flotilla.proto.v1.AssignedUnit.newBuilder()
                .setName(assigned.unit().name().value())
                .setHash(assigned.unit().hash().hex())
                .setDesiredState(UnitWire.toProto(assigned.unit().desired()))
                .setChanged(TimeWire.toProto(assigned.unit().changed()));
        if (assigned.withFile()) {
            message.addAllOptions(UnitWire.options(assigned.unit().file()));
        }
        return message.build();
    }
}
