package dev.flotilla.registry.state;

import java.util.concurrent.CompletableFuture;

/** A report that is not stored yet: it is when each of its parts is, or was overtaken by something newer. */
final class PendingReport {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private int outstanding = 1;

    /** One more part. */
    void expect() {
        outstanding++;
    }

    /** A part is stored, or needs not be. */
    void stored() {
        if (--outstanding == 0) {
            done.complete(true);
        }
    }

    /** The session that reported it is over: it will not be stored. */
    void ignored() {
        done.complete(false);
    }

    /** All parts were handed over. */
    CompletableFuture<Boolean> handedOver() {
        stored();
        return done;
    }
}
