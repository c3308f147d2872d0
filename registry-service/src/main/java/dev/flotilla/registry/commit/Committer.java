package dev.flotilla.registry.commit;

import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Has transactions committed; answers on the loop. */
@FunctionalInterface
public interface Committer {

    /**
     * @param stillWanted whether somebody waits for the answer; a transaction that has to wait its turn is dropped with
     *     {@code Unavailable} when nobody does
     */
    CompletableFuture<CommitResult> commit(WriteKind kind, Transaction transaction, BooleanSupplier stillWanted);
}
