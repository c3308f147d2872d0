package dev.flotilla.model.error;

import java.util.Objects;

/** Carries a {@link FlotillaError} up to the edge that knows how to say it. */
public final class FlotillaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient FlotillaError error;

    public FlotillaException(FlotillaError error) {
        super(error.message());
        this.error = Objects.requireNonNull(error, "error");
    }

    public FlotillaException(FlotillaError error, Throwable cause) {
        super(error.message(), cause);
        this.error = Objects.requireNonNull(error, "error");
    }

    public FlotillaError error() {
        return error;
    }
}
