package dev.flotilla.registry.loop;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Outcomes of futures without the wrapping that {@link CompletableFuture} adds to failures. */
public final class Futures {
    private Futures() {}

    /** What really went wrong. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The failure as one of ours; anything unknown is a defect. */
    public static FlotillaError error(Throwable failure) {
        return cause(failure) instanceof FlotillaException known
                ? known.error()
                : new FlotillaError.Internal("unexpected: " + cause(failure));
    }

    public static <T> CompletableFuture<T> failed(FlotillaError error) {
        return CompletableFuture.failedFuture(error.asException());
    }

    static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> complete(to, value, failure));
    }

    static <T> void complete(CompletableFuture<T> to, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            to.complete(value);
        } else {
            to.completeExceptionally(cause(failure));
        }
    }
}
