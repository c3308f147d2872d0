package dev.flotilla.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;

/** What a malformed message must be answered with. */
final class Refusals {
    private Refusals() {}

    static void assertNames(Throwable failure, String field) {
        assertThat(failure).isInstanceOf(FlotillaException.class);
        FlotillaError error = ((FlotillaException) failure).error();
        assertThat(error).isInstanceOf(FlotillaError.Invalid.class);
        assertThat(((FlotillaError.Invalid) error).field()).contains(field);
        assertThat(error.message()).isNotBlank();
    }
}
