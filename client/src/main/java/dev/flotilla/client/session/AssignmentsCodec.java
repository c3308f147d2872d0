package dev.flotilla.client.session;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;

/** Assignments as bytes, in the form they had on the wire, for an agent that keeps them on disk. */
public final class AssignmentsCodec {
    private AssignmentsCodec() {}

    public static byte[] encode(RegistryMessage.Assignments assignments) {
        return SessionWire.toProto(assignments).toByteArray();
    }

    /** {@link FlotillaError.Invalid} when the bytes are no assignments. */
    public static RegistryMessage.Assignments decode(byte[] bytes) {
        try {
            return SessionWire.fromProto(dev.flotilla.proto.v1.Assignments.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new FlotillaException(new FlotillaError.Invalid("these bytes are no assignments"), e);
        }
    }
}
