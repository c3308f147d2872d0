package dev.flotilla.client.watch;

import java.util.Objects;

/** One change of one record. */
public sealed interface WatchChange {
    /** The store's revision of the change. */
    long revision();

    /** Why, where the writer said so; may be empty. */
    String cause();

    /** New or changed. */
    record Put(long revision, WatchItem item, String cause) implements WatchChange {
        public Put {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * Gone.
     *
     * @param name the unit's name or the machine's id; empty for the leader and the brake
     * @param machineId for a unit state: the machine; else empty
     */
    record Removed(long revision, WatchKind kind, String name, String machineId, String cause) implements WatchChange {
        public Removed {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(machineId, "machineId");
            Objects.requireNonNull(cause, "cause");
        }
    }
}
