package dev.flotilla.store;

import java.util.Objects;

/** What happened to one key at one revision. */
public sealed interface Change {
    String key();

    long modRevision();

    /** The key was written. */
    record Put(Entry entry) implements Change {
        public Put {
            Objects.requireNonNull(entry, "entry");
        }

        @Override
        public String key() {
            return entry.key();
        }

        @Override
        public long modRevision() {
            return entry.modRevision();
        }
    }

    /** The key was deleted: by a transaction, or because its lease ended. */
    record Deleted(String key, long modRevision) implements Change {
        public Deleted {
            Objects.requireNonNull(key, "key");
        }
    }
}
