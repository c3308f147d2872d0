package dev.flotilla.registry.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.store.Entry;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.wire.BrakeWire;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.TimeWire;
import dev.flotilla.wire.UnitWire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Between the model and the store's values. What is read carries its key's revision; a value that is not what its key
 * promises is refused with {@link FlotillaError.Invalid}.
 */
public final class Records {
    private Records() {}

    public static Value unit(Unit unit) {
        return value(UnitWire.toProto(unit).toBuilder().clearRevision().build());
    }

    public static Unit unit(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Unit.parser()).toBuilder();
        return UnitWire.fromProto(message.setRevision(entry.modRevision()).build());
    }

    public static Value machine(Machine machine) {
        return value(MachineWire.toProto(machine).toBuilder()
                .clearRevision()
                .clearDynamicMetadata()
                .build());
    }

    /** Without its dynamic metadata, which have keys of their own. */
    public static Machine machine(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Machine.parser()).toBuilder();
        return MachineWire.fromProto(
                message.setRevision(entry.modRevision()).clearDynamicMetadata().build());
    }

    public static Value placement(Placement placement) {
        return value(
                PlacementWire.toProto(placement).toBuilder().clearRevision().build());
    }

    public static Placement placement(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Placement.parser()).toBuilder();
        return PlacementWire.fromProto(message.setRevision(entry.modRevision()).build());
    }

    public static Value pending(Pending pending) {
        return value(PlacementWire.toProto(pending).toBuilder().clearRevision().build());
    }

    public static Pending pending(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Pending.parser()).toBuilder();
        return PlacementWire.fromProto(message.setRevision(entry.modRevision()).build());
    }

    public static Value state(UnitState state) {
        return value(StateWire.toProto(state));
    }

    public static UnitState state(Entry entry) {
        return StateWire.fromProto(parse(entry, dev.flotilla.proto.v1.UnitState.parser()));
    }

    public static Value leader(String candidate) {
        return value(dev.flotilla.proto.v1.Leader.newBuilder()
                .setCandidate(candidate)
                .build());
    }

    public static Leader leader(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Leader.parser());
        return new Leader(message.getCandidate(), entry.createRevision(), entry.modRevision(), entry.lease());
    }

    /** What an explanation takes in a record, in bytes. */
    public static int size(Explanation explanation) {
        return PlacementWire.toProto(explanation).getSerializedSize();
    }

    public static Value brake(Brake brake) {
        return value(BrakeWire.toProto(brake).toBuilder().clearRevision().build());
    }

    public static Brake brake(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Brake.parser()).toBuilder();
        return BrakeWire.fromProto(message.setRevision(entry.modRevision()).build());
    }

    public static Value sidekick(SidekickRecord record) {
        var message = dev.flotilla.proto.v1.Sidekick.newBuilder().setSessionId(record.session());
        if (!record.services().equals(KeyScheme.DEFAULT_SERVICES)) {
            message.setServicesPrefix(record.services());
        }
        record.leases()
                .forEach((ttl, lease) -> message.addLeases(dev.flotilla.proto.v1.SidekickLease.newBuilder()
                        .setId(lease.value())
                        .setTtl(TimeWire.toProto(ttl))));
        return value(message.build());
    }

    public static SidekickRecord sidekick(Entry entry) {
        var message = parse(entry, dev.flotilla.proto.v1.Sidekick.parser());
        Map<Duration, LeaseId> leases = new HashMap<>();
        message.getLeasesList()
                .forEach(lease -> leases.put(TimeWire.fromProto(lease.getTtl(), "ttl"), new LeaseId(lease.getId())));
        String services = message.getServicesPrefix();
        return new SidekickRecord(
                message.getSessionId(), services.isEmpty() ? KeyScheme.DEFAULT_SERVICES : services, leases);
    }

    private static Value value(MessageLite message) {
        return new Value(message.toByteArray());
    }

    static <M extends MessageLite> M parse(Entry entry, Parser<M> parser) {
        try {
            return parser.parseFrom(entry.value().buffer());
        } catch (InvalidProtocolBufferException e) {
            throw new FlotillaException(
                    new FlotillaError.Invalid("the record " + entry.key() + " is damaged: " + e.getMessage()), e);
        }
    }
}
