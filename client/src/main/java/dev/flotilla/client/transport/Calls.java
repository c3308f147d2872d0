package dev.flotilla.client.transport;

import dev.flotilla.wire.ErrorWire;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What the parts of the client share: calls with failover, the revision they have seen, and who they speak for. */
public final class Calls {
    private final Failover failover;
    private final Revisions revisions;
    private final String user;

    public Calls(Failover failover, Revisions revisions, String user) {
        this.failover = failover;
        this.revisions = revisions;
        this.user = user;
    }

    /** Whom writes are recorded for, unless they say otherwise. */
    public String user() {
        return user;
    }

    /** The revision to present with a read. */
    public long seen() {
        return revisions.highest();
    }

    public void saw(long revision) {
        revisions.seen(revision);
    }

    public <Q, R, T> CompletableFuture<T> call(MethodDescriptor<Q, R> method, Q request, Function<R, T> reading) {
        return call(method, request, RepeatedFailure.isFailure(), reading);
    }

    public <Q, R, T> CompletableFuture<T> call(
            MethodDescriptor<Q, R> method, Q request, RepeatedFailure<R> repeated, Function<R, T> reading) {
        return read(failover.call(method, request, repeated), reading);
    }

    /** For a call that takes its time by design, as {@link Failover#call(MethodDescriptor, Object, RepeatedFailure, Duration)}. */
    public <Q, R, T> CompletableFuture<T> call(
            MethodDescriptor<Q, R> method, Q request, Duration limit, Function<R, T> reading) {
        return read(failover.call(method, request, RepeatedFailure.isFailure(), limit), reading);
    }

    private static <R, T> CompletableFuture<T> read(CompletableFuture<R> answer, Function<R, T> reading) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<R> answered = answer.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(ErrorWire.toException(failure));
                return;
            }
            try {
                result.complete(reading.apply(value));
            } catch (RuntimeException e) {
                result.completeExceptionally(ErrorWire.toException(e));
            }
        });
        CompletableFuture<T> unused = result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                answered.cancel(true);
                answer.cancel(true);
            }
        });
        return result;
    }

    /** As {@link Failover#join}. */
    public <T> T join(CompletableFuture<T> call) {
        return failover.join(call);
    }
}
