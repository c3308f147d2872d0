package dev.flotilla.store;

import java.util.Objects;
import java.util.Optional;

/** One effect of a {@link Transaction}. */
public sealed interface Write {

    /** Which keys it may change. */
    KeyRange range();

    /** What it adds to {@link Transaction#MAX_BYTES}: key and value. */
    int size();

    /**
     * Sets a key, also when the value is the same as before.
     *
     * @param lease the lease to attach the key to; empty detaches it from any
     */
    record Put(String key, Value value, Optional<LeaseId> lease) implements Write {
        public Put {
            Keys.check(key);
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(lease, "lease");
        }

        public Put(String key, Value value) {
            this(key, value, Optional.empty());
        }

        public Put(String key, Value value, LeaseId lease) {
            this(key, value, Optional.of(lease));
        }

        @Override
        public KeyRange range() {
            return KeyRange.key(key);
        }

        @Override
        public int size() {
            return key.length() + value.size();
        }
    }

    /** Deletes a key; nothing happens when it does not exist. */
    record Delete(String key) implements Write {
        public Delete {
            Keys.check(key);
        }

        @Override
        public KeyRange range() {
            return KeyRange.key(key);
        }

        @Override
        public int size() {
            return key.length();
        }
    }

    /** Deletes every key that begins with the prefix. */
    record DeletePrefix(String prefix) implements Write {
        public DeletePrefix {
            Keys.check(prefix);
        }

        @Override
        public KeyRange range() {
            return KeyRange.prefix(prefix);
        }

        @Override
        public int size() {
            return prefix.length();
        }
    }
}
