package dev.flotilla.store;

import java.util.List;

/**
 * All changes of one revision that fall into the watched range.
 *
 * @param changes never empty; each key once; in the order of the transaction's writes
 */
public record WatchBatch(long revision, List<Change> changes) {
    public WatchBatch {
        changes = List.copyOf(changes);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("a batch without a change");
        }
        for (Change change : changes) {
            if (change.modRevision() != revision) {
                throw new IllegalArgumentException(
                        change.key() + " changed at " + change.modRevision() + ", not " + revision);
            }
        }
    }
}
