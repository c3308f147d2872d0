package dev.flotilla.registry.watch;

import java.util.List;

/** What a subscriber is handed. */
public sealed interface Delivery {

    /** A part of the snapshot. */
    record Snapshot(List<Item> items) implements Delivery {}

    /** The snapshot is complete; it shows this revision of the history with this name, empty when it has none. */
    record SnapshotEnd(long revision, String history) implements Delivery {}

    /** All wanted changes of one or more whole revisions, the last of which is this one. */
    record Changes(long revision, List<ItemChange> changes) implements Delivery {}

    /** Nothing of interest happened up to this revision. */
    record Progress(long revision) implements Delivery {}

    /** The last delivery: changes that should come next are not kept any more. */
    record Compacted(long revision) implements Delivery {}

    /** The last delivery: this replica lost its store, and what it knows gets old. Another one may have it. */
    record StoreLost() implements Delivery {}
}
