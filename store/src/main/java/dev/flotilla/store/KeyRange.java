package dev.flotilla.store;

/** Some keys: a single one, or all that begin with a prefix. */
public sealed interface KeyRange {

    boolean contains(String key);

    static KeyRange key(String key) {
        return new Single(key);
    }

    static KeyRange prefix(String prefix) {
        return new Prefix(prefix);
    }

    /** One key. */
    record Single(String key) implements KeyRange {
        public Single {
            Keys.check(key);
        }

        @Override
        public boolean contains(String other) {
            return key.equals(other);
        }
    }

    /**
     * Every key that begins with it, the key that equals it included.
     *
     * @param prefix empty for the whole store
     */
    record Prefix(String prefix) implements KeyRange {
        public Prefix {
            Keys.checkPrefix(prefix);
        }

        @Override
        public boolean contains(String key) {
            return key.startsWith(prefix);
        }
    }
}
