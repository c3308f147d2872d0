package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Transaction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What the writer thread can be asked to do. */
sealed interface Operation {

    /** Fails the caller's future; the operation has no effect. */
    default void refuse(FlotillaError error) {
        future().completeExceptionally(error.asException());
    }

    CompletableFuture<?> future();

    record Commit(Transaction transaction, CompletableFuture<CommitResult> future) implements Operation {}

    record Grant(Duration ttl, CompletableFuture<Lease> future) implements Operation {}

    record Renew(LeaseId lease, CompletableFuture<Duration> future) implements Operation {}

    record Revoke(LeaseId lease, CompletableFuture<Void> future) implements Operation {}

    /** The last one. */
    record Stop(CompletableFuture<Void> future) implements Operation {}

    record Compact(long revision, CompletableFuture<Long> future) implements Operation {}
}
