package dev.flotilla.client.watch;

import dev.flotilla.client.Endpoint;
import dev.flotilla.model.error.FlotillaError;
import java.util.List;

/**
 * Hears a watch. All calls come from one thread, in order; the next one waits until the last one has returned. Between
 * a snapshot and the next one there is no gap and no repetition, whatever happens to connections and replicas.
 *
 * <p>What a listener throws is logged, and the watch starts over with a new snapshot: a listener that did not take a
 * change in cannot go on from there.
 */
public interface WatchListener {
    /**
     * Everything there is, as of one revision; replaces whatever was heard before. Comes first, and again when the
     * registry no longer has the changes since the last one heard.
     */
    void onSnapshot(List<WatchItem> items, long revision);

    /** All changes of one or more whole revisions, in their order. */
    void onChanges(WatchBatch batch);

    /** Nothing of interest has changed up to this revision; a sign of life, when it is the one heard last. */
    default void onProgress(long revision) {}

    /** A replica answers, for the first time or again. What was missed meanwhile comes after this. */
    default void onConnected(Endpoint replica) {}

    /**
     * The registry no longer has the changes since the last one heard: what was heard may be out of date until the snapshot
     * that follows.
     */
    default void onStartOver() {}

    /** No replica answers for now; what was heard so far may be out of date. Said once, until connected again. */
    default void onDisconnected(FlotillaError reason) {}
}
