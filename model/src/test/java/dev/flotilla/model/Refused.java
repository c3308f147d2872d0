package dev.flotilla.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What was refused, and with which words. */
public final class Refused {
    private Refused() {}

    public static FlotillaError.Invalid invalid(ThrowingCallable call) {
        return error(call, FlotillaError.Invalid.class);
    }

    public static <E extends FlotillaError> E error(ThrowingCallable call, Class<E> kind) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(FlotillaException.class);
        FlotillaError error = ((FlotillaException) thrown).error();
        assertThat(error).isInstanceOf(kind);
        assertThat(error.message()).isNotBlank();
        return kind.cast(error);
    }
}
