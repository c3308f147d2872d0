package dev.flotilla.store;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link ReadRequest}.
 *
 * @param entries in the order of their keys
 * @param revision the revision that was read; a {@linkplain WatchRequest watch after it} continues without a gap
 * @param more whether the limit cut it short: go on after the last key, at this revision
 */
public record Page(List<Entry> entries, long revision, boolean more) {
    public Page {
        entries = List.copyOf(entries);
        if (revision < 1) {
            throw new IllegalArgumentException("revision " + revision);
        }
        if (more && entries.isEmpty()) {
            throw new IllegalArgumentException("an empty page cannot have more");
        }
    }

    /** The only entry of a {@linkplain KeyRange.Single single key's} page. */
    public Optional<Entry> first() {
        return entries.stream().findFirst();
    }
}
