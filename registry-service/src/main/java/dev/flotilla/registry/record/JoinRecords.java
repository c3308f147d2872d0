package dev.flotilla.registry.record;

import com.google.protobuf.ByteString;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Value;
import dev.flotilla.wire.TimeWire;
import java.util.Optional;
import java.util.function.Supplier;

/** Join tokens and credentials as the store keeps them: hashes, never secrets. */
public final class JoinRecords {
    private JoinRecords() {}

    public static Value token(JoinToken token) {
        return new Value(message(token).toBuilder()
                .setSecretSha256(ByteString.copyFrom(token.secret().bytes()))
                .build()
                .toByteArray());
    }

    /** {@link FlotillaError.Invalid} when the value is none. */
    public static JoinToken token(Entry entry) {
        var message = Records.parse(entry, dev.flotilla.proto.v1.JoinToken.parser());
        return in(
                entry,
                () -> new JoinToken(
                        message.getId(),
                        SecretHash.ofBytes(message.getSecretSha256().toByteArray()),
                        TimeWire.fromProto(message.getCreated(), "created"),
                        TimeWire.fromProto(message.getExpires(), "expires"),
                        message.getMaxUses(),
                        message.getUses(),
                        message.getCreatedBy(),
                        message.getNote(),
                        message.hasRevoked()
                                ? Optional.of(TimeWire.fromProto(message.getRevoked(), "revoked"))
                                : Optional.empty(),
                        message.getConfigured(),
                        entry.modRevision()));
    }

    /** On the wire: without the hash. */
    public static dev.flotilla.proto.v1.JoinToken message(JoinToken token) {
        var message = dev.flotilla.proto.v1.JoinToken.newBuilder()
                .setId(token.id())
                .setCreated(TimeWire.toProto(token.created()))
                .setExpires(TimeWire.toProto(token.expires()))
                .setMaxUses(token.maxUses())
                .setUses(token.uses())
                .setCreatedBy(token.createdBy())
                .setNote(token.note())
                .setConfigured(token.configured());
        token.revoked().ifPresent(when -> message.setRevoked(TimeWire.toProto(when)));
        return message.build();
    }

    public static Value credential(MachineCredential credential) {
        return new Value(dev.flotilla.proto.v1.MachineCredential.newBuilder()
                .setMachineId(credential.machine().value())
                .setSha256(ByteString.copyFrom(credential.secret().bytes()))
                .setTokenId(credential.tokenId())
                .setIssued(TimeWire.toProto(credential.issued()))
                .build()
                .toByteArray());
    }

    /** {@link FlotillaError.Invalid} when the value is none. */
    public static MachineCredential credential(Entry entry) {
        var message = Records.parse(entry, dev.flotilla.proto.v1.MachineCredential.parser());
        return in(
                entry,
                () -> new MachineCredential(
                        new MachineId(message.getMachineId()),
                        SecretHash.ofBytes(message.getSha256().toByteArray()),
                        message.getTokenId(),
                        TimeWire.fromProto(message.getIssued(), "issued"),
                        entry.modRevision()));
    }

    private static <T> T in(Entry entry, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new FlotillaException(
                    new FlotillaError.Invalid("the record " + entry.key() + " makes no sense: " + e.getMessage()), e);
        }
    }
}
