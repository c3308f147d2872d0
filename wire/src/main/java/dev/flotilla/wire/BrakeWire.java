package dev.flotilla.wire;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.placement.Brake;
import java.time.Instant;

/** The brake on moves away from lost machines. */
public final class BrakeWire {
    private BrakeWire() {}

    public static dev.flotilla.proto.v1.Brake toProto(Brake brake) {
        return dev.flotilla.proto.v1.Brake.newBuilder()
                .setEngaged(brake.engaged())
                .setLost(brake.lost())
                .setTotal(brake.total())
                .setSince(TimeWire.toProto(brake.since()))
                .setBy(brake.by())
                .setRevision(brake.revision())
                .build();
    }

    /** {@link FlotillaError.Invalid} names the field that is malformed. */
    public static Brake fromProto(dev.flotilla.proto.v1.Brake message) {
        Instant since = TimeWire.fromProto(message.getSince(), "since");
        long revision = Malformed.revision(message.getRevision());
        return Malformed.in(
                "total",
                () -> new Brake(
                        message.getEngaged(), message.getLost(), message.getTotal(), since, message.getBy(), revision));
    }
}
