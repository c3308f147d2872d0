package dev.flotilla.store;

import java.util.Objects;
import java.util.Optional;

/**
 * A key as it stood at some revision.
 *
 * @param createRevision when the key last came into being; a deletion ends it
 * @param modRevision when it was last written, at least {@code createRevision}
 * @param lease the lease that the last write attached it to
 */
public record Entry(String key, Value value, long createRevision, long modRevision, Optional<LeaseId> lease) {
    public Entry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(lease, "lease");
        if (createRevision < 1 || modRevision < createRevision) {
            throw new IllegalArgumentException(key + ": created at " + createRevision + ", modified at " + modRevision);
        }
    }
}
