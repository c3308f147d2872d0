package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import java.util.Optional;

/** What the store has of one instance: mostly one of the two. */
record Slot(Optional<StoredRecord> published, Optional<StoredRecord> withdrawn) {
    static final Slot EMPTY = new Slot(Optional.empty(), Optional.empty());

    Slot withPublished(Optional<StoredRecord> now) {
        return new Slot(now, withdrawn);
    }

    Slot withWithdrawn(Optional<StoredRecord> now) {
        return new Slot(published, now);
    }

    boolean isEmpty() {
        return published.isEmpty() && withdrawn.isEmpty();
    }

    /** The instance as it is to be seen. */
    Optional<Instance> instance() {
        return published.flatMap(StoredRecord::instance).or(() -> withdrawn.flatMap(StoredRecord::instance));
    }
}
