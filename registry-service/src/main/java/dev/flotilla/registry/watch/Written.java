package dev.flotilla.registry.watch;

import dev.flotilla.store.Entry;
import dev.flotilla.store.Value;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this replica handed to the store lately, beside the bytes that it became. Most of what the watch tells is that: it need
 * not be made of bytes again. Only the very same bytes count; the rest is forgotten soon. On the loop.
 */
public final class Written {
    private static final int MOST = 2_048;
    private static final long MOST_BYTES = 4L << 20;

    private final Map<String, Known> known = new LinkedHashMap<>();
    private long bytes;

    private record Known(Value value, Item item) {}

    /** This record, as these bytes, is about to be written; returns the bytes. */
    public Value remember(String key, Value value, Item item) {
        forget(key);
        known.put(key, new Known(value, item));
        bytes += value.size();
        while (known.size() > MOST || bytes > MOST_BYTES) {
            Iterator<Known> eldest = known.values().iterator();
            bytes -= eldest.next().value().size();
            eldest.remove();
        }
        return value;
    }

    /** The record that this entry holds, with the entry's revision, if it was written here. */
    Optional<Item> recall(Entry entry) {
        return forget(entry.key())
                .filter(written -> written.value().equals(entry.value()))
                .map(written -> written.item().at(entry.modRevision()));
    }

    private Optional<Known> forget(String key) {
        Optional<Known> forgotten = Optional.ofNullable(known.remove(key));
        forgotten.ifPresent(written -> bytes -= written.value().size());
        return forgotten;
    }
}
