package dev.flotilla.store;

import java.util.concurrent.CompletableFuture;

/** A running watch. */
public interface Watch extends AutoCloseable {

    /**
     * Completes when the store has accepted the watch, with the revision above which changes are delivered: what was asked
     * for, or, for a watch "from now", the store's revision at that moment. Never completes when the watch is closed before.
     */
    CompletableFuture<Long> started();

    /** Ends it. No callback begins after this returns, except from within a callback that is running. */
    @Override
    void close();
}
