package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.wire.ErrorWire;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers unary calls: reads the request, calls the core, writes the answer; every failure becomes a status once. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    /** Conversions of whole lists do not belong on the registry's loop. */
    static final Executor OFF_LOOP =
            task -> Thread.ofVirtual().name("flotilla-registry-reply").start(task);

    private Replies() {}

    /** For small answers: written where the core completes. */
    static <T, R> void reply(StreamObserver<R> observer, Supplier<CompletableFuture<T>> call, Function<T, R> answer) {
        begin(call).whenComplete((value, failure) -> finish(observer, value, failure, answer));
    }

    /** For answers of any size: written off the loop. */
    static <T, R> void replyOffLoop(
            StreamObserver<R> observer, Supplier<CompletableFuture<T>> call, Function<T, R> answer) {
        begin(call).whenCompleteAsync((value, failure) -> finish(observer, value, failure, answer), OFF_LOOP);
    }

    static void fail(StreamObserver<?> observer, Throwable failure) {
        FlotillaError error = Futures.error(failure);
        if (error instanceof FlotillaError.Internal) {
            LOG.error("a call failed", Futures.cause(failure));
        }
        observer.onError(ErrorWire.toStatus(error));
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T, R> void finish(
            StreamObserver<R> observer,
            T value,
            @org.jspecify.annotations.Nullable Throwable failure,
            Function<T, R> answer) {
        if (failure != null) {
            fail(observer, failure);
            return;
        }
        R response;
        try {
            response = answer.apply(value);
        } catch (RuntimeException e) {
            fail(observer, e);
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }
}
