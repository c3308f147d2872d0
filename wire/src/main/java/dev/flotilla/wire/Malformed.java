package dev.flotilla.wire;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns what the model refuses into an error that names the message's field. */
final class Malformed {
    private Malformed() {}

    static FlotillaException field(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }

    /** Runs a conversion; whatever the model refuses in it is the fault of that field of the message. */
    static <T> T in(String field, Supplier<T> conversion) {
        try {
            return conversion.get();
        } catch (FlotillaException e) {
            throw e.error() instanceof FlotillaError.Invalid invalid ? field(field, invalid.message()) : e;
        } catch (IllegalArgumentException e) {
            throw field(field, e.getMessage() == null ? "not valid" : e.getMessage());
        }
    }

    /** A revision of the store. */
    static long revision(long value) {
        if (value < 0) {
            throw field("revision", "a revision is not negative: " + value);
        }
        return value;
    }
}
