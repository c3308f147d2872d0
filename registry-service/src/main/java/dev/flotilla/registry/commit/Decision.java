package dev.flotilla.registry.commit;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Transaction;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What to do about a state of the store.
 *
 * @param <S> the state that was decided on
 * @param <R> the caller's answer
 */
public sealed interface Decision<S, R> {

    /**
     * Write, provided that the state is still so.
     *
     * @param transaction with compares that fail when the state is another by now
     * @param answer the caller's answer, from the revision of the commit
     * @param doneIn whether a state that was read afterwards shows that this very transaction was carried out, and at which
     *     revision; asked when the store did not say
     */
    record Write<S, R>(Transaction transaction, LongFunction<R> answer, Function<S, OptionalLong> doneIn)
            implements Decision<S, R> {}

    /** Nothing to write. */
    record Answer<S, R>(R answer) implements Decision<S, R> {}

    /** The state does not allow it. */
    record Refuse<S, R>(FlotillaException reason) implements Decision<S, R> {}
}
