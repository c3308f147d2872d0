package dev.flotilla.registry.mirror;

import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import dev.flotilla.store.WatchBatch;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a range of the store holds, as far as is known: told by a watch, or by our own commits before it. */
final class Holdings {
    private final SortedMap<String, Held> held = new TreeMap<>();

    /** A value, and what it lives on. */
    record Held(Value value, Optional<LeaseId> lease, long revision) {}

    SortedMap<String, Held> all() {
        return Collections.unmodifiableSortedMap(held);
    }

    void load(List<Entry> entries) {
        held.clear();
        entries.forEach(this::put);
    }

    void apply(WatchBatch batch) {
        for (Change change : batch.changes()) {
            Held known = held.get(change.key());
            if (known == null || known.revision() <= change.modRevision()) {
                switch (change) {
                    case Change.Put(Entry entry) -> put(entry);
                    case Change.Deleted(String key, long _) -> held.remove(key);
                }
            }
        }
    }

    void wrote(String key, Value value, Optional<LeaseId> lease, long revision) {
        held.put(key, new Held(value, lease, revision));
    }

    void deleted(String key) {
        held.remove(key);
    }

    private void put(Entry entry) {
        held.put(entry.key(), new Held(entry.value(), entry.lease(), entry.modRevision()));
    }
}
