package dev.flotilla.registry.discovery;

import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a key holds now: what the catalog shows, unless a session's own commit was later and is not shown yet. */
final class Beliefs {
    private final CatalogState catalog;
    private final Map<String, Written> own = new HashMap<>();

    /** What a key holds; empty value: nothing. */
    private record Written(Optional<Held> held, long revision) {}

    /** A value on a lease. */
    record Held(Value value, Optional<LeaseId> lease, long revision) {
        boolean is(Value other, LeaseId on) {
            return value.equals(other) && lease.equals(Optional.of(on));
        }
    }

    Beliefs(CatalogState catalog) {
        this.catalog = catalog;
    }

    void wrote(String key, Value value, LeaseId lease, long revision) {
        own.put(key, new Written(Optional.of(new Held(value, Optional.of(lease), revision)), revision));
    }

    void deleted(String key, long revision) {
        own.put(key, new Written(Optional.empty(), revision));
    }

    void forget() {
        own.clear();
    }

    Optional<Held> at(String key, Optional<StoredRecord> shown) {
        Written written = own.get(key);
        if (written != null && written.revision() > catalog.revision()) {
            return written.held();
        }
        own.remove(key);
        return shown.map(record -> new Held(record.value(), record.lease(), record.revision()));
    }
}
