package dev.flotilla.store;

import dev.flotilla.model.error.FlotillaError;

/**
 * Is told what a watch sees. The callbacks of one watch come one at a time and in order, on a thread of the store. A slow
 * listener holds up nobody but itself.
 */
public interface WatchListener {

    /** The next revision with changes in the range. Never a gap, never a duplicate, revisions strictly growing. */
    void onBatch(WatchBatch batch);

    /**
     * Everything up to this revision was delivered, although the last batch was older: the changes were elsewhere. The
     * embedded store tells it at once, etcd seldom (every ten minutes by default).
     */
    default void onProgress(long revision) {}

    /**
     * The last call of this watch: the changes that should come next are not kept any more. Read again, and watch after
     * the revision of that read.
     *
     * @param compactedRevision the oldest revision that can be read
     */
    void onCompacted(long compactedRevision);

    /** The last call of this watch: it can never go on, because the store broke or because the listener threw. */
    void onFailed(FlotillaError error);

    /**
     * The store cannot be reached; nothing is lost, batches will follow after {@link #onReconnected()}. Said once for each
     * outage.
     *
     * @param reason for a person
     */
    default void onDisconnected(String reason) {}

    /** The end of an outage. */
    default void onReconnected() {}
}
