package dev.flotilla.registry.commit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decide on what is known, write if nobody was faster, otherwise read again and decide anew, a bounded number of times. What
 * the cache knows may be old, so only a write is ever based on it: its compares prove it. Refusals and "nothing to do" are
 * decided on a fresh read.
 *
 * <p>It goes on only while somebody waits for the answer. A caller that gave up may have asked elsewhere, been answered, and
 * been overruled since; what it wanted once must not come back on top of that.
 *
 * @param <S> the state that is decided on
 * @param <R> the caller's answer
 */
public final class CompareAndSet<S, R> {
    private static final int ATTEMPTS = 10;

    private final Committer committer;
    private final WriteKind kind;
    private final Supplier<CompletableFuture<S>> read;
    private final Function<S, Decision<S, R>> decide;
    private final Supplier<FlotillaException> busy;
    private final Function<String, FlotillaException> unclear;
    private final BooleanSupplier stillWanted;

    /** For a write that the registry makes of its own accord: it is always wanted. */
    public CompareAndSet(
            Committer committer,
            WriteKind kind,
            Supplier<CompletableFuture<S>> read,
            Function<S, Decision<S, R>> decide,
            Supplier<FlotillaException> busy,
            Function<String, FlotillaException> unclear) {
        this(committer, kind, read, decide, busy, unclear, () -> true);
    }

    /**
     * @param read reads the state from the store
     * @param decide what to do about a state; what it throws is the caller's failure at once
     * @param busy the failure when others were faster every time
     * @param unclear the failure when the store did not say, to the last, whether it wrote
     * @param stillWanted whether somebody waits for the answer; asked on the loop, before each decision
     */
    public CompareAndSet(
            Committer committer,
            WriteKind kind,
            Supplier<CompletableFuture<S>> read,
            Function<S, Decision<S, R>> decide,
            Supplier<FlotillaException> busy,
            Function<String, FlotillaException> unclear,
            BooleanSupplier stillWanted) {
        this.committer = committer;
        this.kind = kind;
        this.read = read;
        this.decide = decide;
        this.busy = busy;
        this.unclear = unclear;
        this.stillWanted = stillWanted;
    }

    /** Begins with what the cache knows. */
    public CompletableFuture<R> startingWith(S cached) {
        return attempt(cached, false, 1);
    }

    private CompletableFuture<R> attempt(S state, boolean fresh, int attempt) {
        if (!stillWanted.getAsBoolean()) {
            return CompletableFuture.failedFuture(
                    new FlotillaError.Unavailable("the caller waits no longer").asException());
        }
        return switch (decide.apply(state)) {
            case Decision.Write<S, R> write -> write(write, attempt);
            case Decision.Answer<S, R>(R answer) -> fresh ? CompletableFuture.completedFuture(answer) : again(attempt);
            case Decision.Refuse<S, R>(FlotillaException reason) ->
                fresh ? CompletableFuture.failedFuture(reason) : again(attempt);
        };
    }

    private CompletableFuture<R> write(Decision.Write<S, R> write, int attempt) {
        return committer.commit(kind, write.transaction(), stillWanted).thenCompose(result -> switch (result) {
            case CommitResult.Committed(long revision) ->
                CompletableFuture.completedFuture(write.answer().apply(revision));
            case CommitResult.Conflicted _ ->
                attempt >= ATTEMPTS ? CompletableFuture.failedFuture(busy.get()) : again(attempt + 1);
            case CommitResult.OutcomeUnknown(String reason) -> findOut(write, reason, attempt);
        });
    }

    /** The compares make a repetition harmless: if the lost transaction comes through after all, they fail. */
    private CompletableFuture<R> findOut(Decision.Write<S, R> write, String reason, int attempt) {
        return read.get()
                .handle((state, failure) -> {
                    if (failure != null) {
                        return CompletableFuture.<R>failedFuture(unclear.apply(reason));
                    }
                    OptionalLong done = write.doneIn().apply(state);
                    if (done.isPresent()) {
                        return CompletableFuture.completedFuture(write.answer().apply(done.getAsLong()));
                    }
                    return attempt >= ATTEMPTS || !stillWanted.getAsBoolean()
                            ? CompletableFuture.<R>failedFuture(unclear.apply(reason))
                            : attemptAfterDoubt(write, state, attempt + 1);
                })
                .thenCompose(Function.identity());
    }

    /**
     * The state may still be the old one because the transaction is under way. Repeating the very same one settles it; a new
     * decision is taken only on a state that proves it cannot come any more.
     */
    private CompletableFuture<R> attemptAfterDoubt(Decision.Write<S, R> doubtful, S state, int attempt) {
        return switch (decide.apply(state)) {
            case Decision.Write<S, R> write
            when write.transaction().compares().equals(doubtful.transaction().compares()) -> write(doubtful, attempt);
            case Decision.Write<S, R> write -> write(write, attempt);
            case Decision.Answer<S, R>(R answer) -> CompletableFuture.completedFuture(answer);
            case Decision.Refuse<S, R>(FlotillaException reason) -> CompletableFuture.failedFuture(reason);
        };
    }

    private CompletableFuture<R> again(int attempt) {
        return read.get().thenCompose(state -> attempt(state, true, attempt));
    }
}
