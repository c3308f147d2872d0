package dev.flotilla.store;

import java.util.Objects;

/**
 * What to watch.
 *
 * @param after exclusive: the first batch is the first change of the range at a revision above this one. Pass the
 *     revision of a {@link Page} to go on from there. 0 for "from now": above the revision that
 *     {@link Watch#started()} tells. A revision that the store has not reached is waited for, since a member of a cluster
 *     may lag behind; the embedded store, which knows that it never had it, says "compacted" instead. So a store that was
 *     restored from a backup may be waited for in vain: what shows it is a read or a commit whose answer is at an older
 *     revision than was seen before it was sent
 */
public record WatchRequest(KeyRange range, long after) {
    public WatchRequest {
        Objects.requireNonNull(range, "range");
        if (after < 0) {
            throw new IllegalArgumentException("after must not be negative: " + after);
        }
    }

    public static WatchRequest prefix(String prefix, long after) {
        return new WatchRequest(KeyRange.prefix(prefix), after);
    }
}
