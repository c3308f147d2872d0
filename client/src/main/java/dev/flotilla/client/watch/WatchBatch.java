package dev.flotilla.client.watch;

import java.util.List;

/**
 * All changes of one or more whole revisions.
 *
 * @param revision after the last change
 * @param changes in their order
 */
public record WatchBatch(long revision, List<WatchChange> changes) {
    public WatchBatch {
        changes = List.copyOf(changes);
    }
}
