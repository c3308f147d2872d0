package dev.flotilla.wire;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.ServiceInstance;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** Instances of services. */
public final class InstanceWire {
    private InstanceWire() {}

    public static ServiceInstance toProto(Instance instance) {
        ServiceInstance.Builder message = ServiceInstance.newBuilder()
                .setService(instance.service())
                .setName(instance.name())
                .setHost(instance.host())
                .setPort(instance.port())
                .setVersion(instance.version().orElse(""))
                .addAllTags(instance.tags())
                .putAllAttributes(instance.attributes())
                .setStatus(status(instance.status()));
        instance.machine().ifPresent(machine -> message.setMachineId(machine.value()));
        instance.unit().ifPresent(unit -> message.setUnit(unit.value()));
        instance.since().ifPresent(since -> message.setSince(TimeWire.toProto(since)));
        return message.build();
    }

    /** {@link FlotillaError.Invalid} names the field that is malformed. */
    public static Instance fromProto(ServiceInstance message) {
        String version = message.getVersion();
        InstanceKey key = Malformed.in("service", () -> new InstanceKey(message.getService(), message.getName()));
        InstanceStatus status = status(message.getStatus());
        return Malformed.in(
                "instance",
                () -> new Instance(
                        key,
                        message.getHost(),
                        message.getPort(),
                        version.isEmpty() ? Optional.empty() : Optional.of(version),
                        message.getMachineId().isEmpty()
                                ? Optional.empty()
                                : Optional.of(MachineWire.id(message.getMachineId(), "machine_id")),
                        message.getUnit().isEmpty()
                                ? Optional.empty()
                                : Optional.of(UnitWire.name(message.getUnit(), "unit")),
                        message.getTagsList(),
                        new TreeMap<>(message.getAttributesMap()),
                        message.hasSince()
                                ? Optional.of(TimeWire.fromProto(message.getSince(), "since"))
                                : Optional.empty(),
                        status));
    }

    public static dev.flotilla.proto.v1.InstanceKey toProto(InstanceKey key) {
        return dev.flotilla.proto.v1.InstanceKey.newBuilder()
                .setService(key.service())
                .setName(key.name())
                .build();
    }

    /** {@link FlotillaError.Invalid} when it names nothing. */
    public static InstanceKey fromProto(dev.flotilla.proto.v1.InstanceKey message) {
        return Malformed.in("service", () -> new InstanceKey(message.getService(), message.getName()));
    }

    /** A positive duration, or the default when it is not set. */
    public static Duration ttl(boolean set, com.google.protobuf.Duration ttl, Duration byDefault) {
        Duration duration = set ? TimeWire.fromProto(ttl, "ttl") : byDefault;
        if (duration.isZero()) {
            throw Malformed.field("ttl", "is longer than nothing");
        }
        return duration;
    }

    private static dev.flotilla.proto.v1.InstanceStatus status(InstanceStatus status) {
        return switch (status) {
            case PASSING -> dev.flotilla.proto.v1.InstanceStatus.INSTANCE_STATUS_PASSING;
            case FAILING -> dev.flotilla.proto.v1.InstanceStatus.INSTANCE_STATUS_FAILING;
            case DRAINING -> dev.flotilla.proto.v1.InstanceStatus.INSTANCE_STATUS_DRAINING;
        };
    }

    private static InstanceStatus status(dev.flotilla.proto.v1.InstanceStatus status) {
        return switch (status) {
            case INSTANCE_STATUS_PASSING -> InstanceStatus.PASSING;
            case INSTANCE_STATUS_FAILING -> InstanceStatus.FAILING;
            case INSTANCE_STATUS_DRAINING -> InstanceStatus.DRAINING;
            case INSTANCE_STATUS_UNSPECIFIED -> throw Malformed.field("status", "is missing");
            case UNRECOGNIZED -> throw Malformed.field("status", "is a status that this version does not know");
        };
    }
}
