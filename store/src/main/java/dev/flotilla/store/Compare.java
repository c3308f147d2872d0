package dev.flotilla.store;

/** A condition of a {@link Transaction}, checked against the moment of the commit. */
public sealed interface Compare {
    String key();

    /** The key does not exist. */
    record Absent(String key) implements Compare {
        public Absent {
            Keys.check(key);
        }
    }

    /** The key exists. */
    record Exists(String key) implements Compare {
        public Exists {
            Keys.check(key);
        }
    }

    /** The key exists and was last written at this revision: nobody touched it since it was read. */
    record ModRevision(String key, long revision) implements Compare {
        public ModRevision {
            Keys.check(key);
            Compare.checkRevision(revision);
        }
    }

    /** The key exists and came into being at this revision: it is still the same incarnation (a fencing token). */
    record CreateRevision(String key, long revision) implements Compare {
        public CreateRevision {
            Keys.check(key);
            Compare.checkRevision(revision);
        }
    }

    /**
     * The key is as it was read.
     *
     * @param revision of its last write then; 0: it did not exist
     */
    static Compare unchanged(String key, long revision) {
        return revision == 0 ? new Absent(key) : new ModRevision(key, revision);
    }

    /**
     * Whether it holds for a key that was created and modified at these revisions; both are 0 for a key that does not
     * exist. Adapters that evaluate compares themselves share this one meaning.
     */
    default boolean holds(long createRevision, long modRevision) {
        return switch (this) {
            case Absent _ -> createRevision == 0;
            case Exists _ -> createRevision != 0;
            case ModRevision c -> modRevision == c.revision();
            case CreateRevision c -> createRevision == c.revision();
        };
    }

    private static void checkRevision(long revision) {
        if (revision < 1) {
            throw new IllegalArgumentException("a key's revision is at least 1: " + revision);
        }
    }
}
