package dev.flotilla.store;

import java.util.Objects;
import java.util.Optional;

/**
 * What to read.
 *
 * @param revision at which revision; 0 for the newest
 * @param limit at most so many entries; 0 for all of them (the adapter pages internally, at one revision)
 * @param startAfter leave out the keys up to and including this one: the last key of the page before
 */
public record ReadRequest(KeyRange range, long revision, int limit, Optional<String> startAfter) {
    public ReadRequest {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(startAfter, "startAfter");
        if (revision < 0 || limit < 0) {
            throw new IllegalArgumentException("revision and limit must not be negative: " + revision + ", " + limit);
        }
    }

    /** All of the range, newest revision. */
    public static ReadRequest of(KeyRange range) {
        return new ReadRequest(range, 0, 0, Optional.empty());
    }

    public static ReadRequest key(String key) {
        return of(KeyRange.key(key));
    }

    public static ReadRequest prefix(String prefix) {
        return of(KeyRange.prefix(prefix));
    }

    public ReadRequest at(long newRevision) {
        return new ReadRequest(range, newRevision, limit, startAfter);
    }

    public ReadRequest limit(int newLimit) {
        return new ReadRequest(range, revision, newLimit, startAfter);
    }

    public ReadRequest startAfter(String key) {
        return new ReadRequest(range, revision, limit, Optional.of(key));
    }
}
