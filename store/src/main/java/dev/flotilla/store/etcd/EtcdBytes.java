package dev.flotilla.store.etcd;

import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Our terms as etcd's bytes, and back. */
final class EtcdBytes {
    /** As a range's start: the smallest key. As its end: no end. */
    static final ByteSequence NUL = ByteSequence.from(new byte[] {0});

    private EtcdBytes() {}

    static ByteSequence key(String key) {
        return ByteSequence.from(key, StandardCharsets.UTF_8);
    }

    static ByteSequence start(KeyRange range) {
        return switch (range) {
            case KeyRange.Single single -> key(single.key());
            case KeyRange.Prefix prefix -> prefix.prefix().isEmpty() ? NUL : key(prefix.prefix());
        };
    }

    /** Exclusive; empty for a single key. */
    static Optional<ByteSequence> end(KeyRange range) {
        return switch (range) {
            case KeyRange.Single _ -> Optional.empty();
            case KeyRange.Prefix prefix -> Optional.of(prefixEnd(prefix.prefix()));
        };
    }

    /** The smallest key behind all that begin with the prefix, which is ASCII: its last byte can be raised. */
    static ByteSequence prefixEnd(String prefix) {
        if (prefix.isEmpty()) {
            return NUL;
        }
        byte[] end = prefix.getBytes(StandardCharsets.US_ASCII);
        end[end.length - 1]++;
        return ByteSequence.from(end);
    }

    static ByteSequence value(Value value) {
        return ByteSequence.from(value.bytes());
    }

    static Entry entry(KeyValue kv) {
        return new Entry(
                kv.getKey().toString(StandardCharsets.UTF_8),
                new Value(kv.getValue().getBytes()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getLease() == 0 ? Optional.empty() : Optional.of(new LeaseId(kv.getLease())));
    }

    static Change change(WatchEvent event) {
        KeyValue kv = event.getKeyValue();
        return event.getEventType() == WatchEvent.EventType.DELETE
                ? new Change.Deleted(kv.getKey().toString(StandardCharsets.UTF_8), kv.getModRevision())
                : new Change.Put(entry(kv));
    }
}
