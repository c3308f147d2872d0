package dev.flotilla.registry.commit;

import dev.flotilla.registry.commit.CommitObserver.Outcome;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Reads and writes of the store whose answers arrive on the registry's loop, counted and timed by kind. */
public final class Commits implements Committer {
    private final Loop loop;
    private final Store store;
    private final CommitObserver observer;

    public Commits(Loop loop, Store store, CommitObserver observer) {
        this.loop = loop;
        this.store = store;
        this.observer = observer;
    }

    /** {@link Store#commit}, answered on the loop. */
    public CompletableFuture<CommitResult> commit(WriteKind kind, Transaction transaction) {
        long start = loop.nanoTime();
        CompletableFuture<CommitResult> answer = loop.bring(store.commit(transaction));
        return answer.whenComplete((result, failure) -> observer.committed(
                kind, failure != null ? Outcome.FAILED : outcome(result), Duration.ofNanos(loop.nanoTime() - start)));
    }

    /** At once: nothing waits its turn here. */
    @Override
    public CompletableFuture<CommitResult> commit(
            WriteKind kind, Transaction transaction, BooleanSupplier stillWanted) {
        return commit(kind, transaction);
    }

    /** {@link Store#read}, answered on the loop. */
    public CompletableFuture<Page> read(ReadRequest request) {
        return loop.bring(store.read(request));
    }

    /** One key as it is now, answered on the loop. */
    public CompletableFuture<Optional<Entry>> readKey(String key) {
        return read(ReadRequest.key(key)).thenApply(Page::first);
    }

    private static Outcome outcome(CommitResult result) {
        return switch (result) {
            case CommitResult.Committed _ -> Outcome.COMMITTED;
            case CommitResult.Conflicted _ -> Outcome.CONFLICTED;
            case CommitResult.OutcomeUnknown _ -> Outcome.UNKNOWN;
        };
    }
}
