package dev.flotilla.client.transport;

import dev.flotilla.model.error.FlotillaError;
import java.util.function.Function;

/**
 * What an error means for a call that was repeated because an earlier attempt's fate is not known: that attempt may
 * have done the work, and the error may say just that.
 */
@FunctionalInterface
public interface RepeatedFailure<R> {

    Verdict<R> answer(FlotillaError error);

    /** An error stays an error. */
    static <R> RepeatedFailure<R> isFailure() {
        return error -> new Failed<>();
    }

    /** An error of this kind means that the earlier attempt did it. */
    static <R> RepeatedFailure<R> done(Class<? extends FlotillaError> kind, Function<FlotillaError, R> answer) {
        return error -> kind.isInstance(error) ? new Answered<>(answer.apply(error)) : new Failed<>();
    }

    /** Whether it is an error after all. */
    sealed interface Verdict<R> {}

    /** It is not; this is the answer. */
    record Answered<R>(R answer) implements Verdict<R> {}

    /** It is. */
    record Failed<R>() implements Verdict<R> {}
}
