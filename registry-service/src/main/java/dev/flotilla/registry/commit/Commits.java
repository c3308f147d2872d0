package dev.flotilla.registry.commit;

import dev.flotilla.registry.commit.CommitObserver.Outcome;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Reads and writes of the store whose answers arrive on the registry's loop, counted and timed by kind. Their revisions are
 * {@linkplain SeenRevisions shown} before the caller has the answer. On the loop.
 */
public final class Commits implements Committer {
    private final Loop loop;
    private final Store store;
    private final SeenRevisions seen;
    private final CommitObserver observer;

    public Commits(Loop loop, Store store, SeenRevisions seen, CommitObserver observer) {
        this.loop = loop;
        this.store = store;
        this.seen = seen;
        this.observer = observer;
    }

    /** {@link Store#commit}, answered on the loop. */
    public CompletableFuture<CommitResult> commit(WriteKind kind, Transaction transaction) {
        long start = loop.nanoTime();
        LongConsumer answered = seen.asking();
        CompletableFuture<CommitResult> answer = loop.bring(store.commit(transaction));
        return answer.whenComplete((result, failure) -> {
            if (failure == null) {
                reached(transaction, result).ifPresent(answered);
            }
            observer.committed(
                    kind,
                    failure != null ? Outcome.FAILED : outcome(result),
                    Duration.ofNanos(loop.nanoTime() - start));
        });
    }

    /** At once: nothing waits its turn here. */
    @Override
    public CompletableFuture<CommitResult> commit(
            WriteKind kind, Transaction transaction, BooleanSupplier stillWanted) {
        return commit(kind, transaction);
    }

    /** {@link Store#read}, answered on the loop. */
    public CompletableFuture<Page> read(ReadRequest request) {
        LongConsumer answered = seen.asking();
        CompletableFuture<Page> answer = loop.bring(store.read(request));
        return answer.whenComplete((page, failure) -> {
            if (failure == null && request.revision() == 0) { // of another one it says nothing about now
                answered.accept(page.revision());
            }
        });
    }

    /** One key as it is now, answered on the loop. */
    public CompletableFuture<Optional<Entry>> readKey(String key) {
        return read(ReadRequest.key(key)).thenApply(Page::first);
    }

    /** Where the store was when the transaction came. One that puts something has a revision of its own, behind that. */
    private static OptionalLong reached(Transaction transaction, CommitResult result) {
        boolean puts = transaction.writes().stream().anyMatch(Write.Put.class::isInstance);
        return switch (result) {
            case CommitResult.Committed(long revision) -> OptionalLong.of(puts ? revision - 1 : revision);
            case CommitResult.Conflicted conflict -> OptionalLong.of(conflict.revision());
            case CommitResult.OutcomeUnknown _ -> OptionalLong.empty();
        };
    }

    private static Outcome outcome(CommitResult result) {
        return switch (result) {
            case CommitResult.Committed _ -> Outcome.COMMITTED;
            case CommitResult.Conflicted _ -> Outcome.CONFLICTED;
            case CommitResult.OutcomeUnknown _ -> Outcome.UNKNOWN;
        };
    }
}
