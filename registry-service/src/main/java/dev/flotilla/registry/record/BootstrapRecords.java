package dev.flotilla.registry.record;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.proto.v1.EtcdDiscoveryToken;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Value;
import dev.flotilla.wire.TimeWire;

/** Discovery tokens as the store keeps them. */
public final class BootstrapRecords {
    private BootstrapRecords() {}

    public static Value token(DiscoveryToken token) {
        return new Value(message(token).toByteArray());
    }

    /** {@link FlotillaError.Invalid} when the value is none. */
    public static DiscoveryToken token(Entry entry) {
        var message = Records.parse(entry, EtcdDiscoveryToken.parser());
        try {
            return new DiscoveryToken(
                    message.getToken(),
                    message.getSize(),
                    TimeWire.fromProto(message.getCreated(), "created"),
                    TimeWire.fromProto(message.getExpires(), "expires"));
        } catch (IllegalArgumentException e) {
            throw new FlotillaException(
                    new FlotillaError.Invalid("the record " + entry.key() + " makes no sense: " + e.getMessage()), e);
        }
    }

    /** The same on the wire. */
    public static EtcdDiscoveryToken message(DiscoveryToken token) {
        return EtcdDiscoveryToken.newBuilder()
                .setToken(token.token())
                .setSize(token.size())
                .setCreated(TimeWire.toProto(token.created()))
                .setExpires(TimeWire.toProto(token.expires()))
                .build();
    }
}
