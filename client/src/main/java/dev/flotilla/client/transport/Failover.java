package dev.flotilla.client.transport;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.wire.ErrorWire;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls that outlive a replica: what fails with "unavailable" is tried on the next replica at once, and again
 * with a jittered backoff after each round, until the deadline. Every call of this API may be repeated: writes are
 * compare-and-set on what they found, and set a state rather than add to one.
 */
public final class Failover {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    /** An attempt with less time than that left tells nothing about the replica. */
    private static final Duration LEAST_ATTEMPT = Duration.ofMillis(250);

    private final Replicas replicas;
    private final Duration timeout;
    private final RandomGenerator random;
    private final Executor executor;

    /**
     * @param timeout of a call with all its attempts
     */
    public Failover(Replicas replicas, Duration timeout, RandomGenerator random, Executor executor) {
        this.replicas = replicas;
        this.timeout = timeout;
        this.random = random;
        this.executor = executor;
    }

    public Replicas replicas() {
        return replicas;
    }

    /** The answer, or a {@link FlotillaException}. */
    public <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request) {
        return call(method, request, RepeatedFailure.isFailure());
    }

    /**
     * The answer, or a {@link FlotillaException}.
     *
     * @param repeated judges an error of the second and later attempts, when an earlier one may have been carried out
     */
    public <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request, RepeatedFailure<R> repeated) {
        return call(method, request, repeated, timeout);
    }

    /**
     * As {@link #call(MethodDescriptor, Object, RepeatedFailure)}, for a call that takes its time by design: half of the limit
     * must be enough for an answer of one replica.
     */
    public <Q, R> CompletableFuture<R> call(
            MethodDescriptor<Q, R> method, Q request, RepeatedFailure<R> repeated, Duration limit) {
        UnaryCall<Q, R> call =
                new UnaryCall<>(method, request, repeated, Deadline.after(limit.toNanos(), TimeUnit.NANOSECONDS));
        call.attempt();
        return call.result;
    }

    /** Blocks for the answer; on a virtual thread that costs nothing. */
    public <R> R join(CompletableFuture<R> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new FlotillaException(new FlotillaError.Unavailable("interrupted while waiting for an answer"), e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw ErrorWire.toException(e);
        }
    }

    private final class UnaryCall<Q, R> {
        private final MethodDescriptor<Q, R> method;
        private final Q request;
        private final RepeatedFailure<R> repeated;
        private final Deadline deadline;
        private final CompletableFuture<R> result = new CompletableFuture<>();
        private int failures;

        UnaryCall(MethodDescriptor<Q, R> method, Q request, RepeatedFailure<R> repeated, Deadline deadline) {
            this.method = method;
            this.request = request;
            this.repeated = repeated;
            this.deadline = deadline;
        }

        void attempt() {
            if (result.isDone()) {
                return;
            }
            Replica replica = replicas.preferred();
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(attemptNanos(), TimeUnit.NANOSECONDS);
            ClientCall<Q, R> call = replica.awake().newCall(method, options);
            CompletableFuture<R> unused = result.whenComplete((answer, failure) -> {
                if (result.isCancelled()) {
                    call.cancel("no longer wanted", null);
                }
            });
            ClientCalls.asyncUnaryCall(call, request, new Observer(replica));
        }

        /** Half of what is left while there are others to ask, so that a replica that hangs does not eat it all. */
        private long attemptNanos() {
            long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
            return replicas.size() == 1 ? left : Math.max(left / 2, Math.min(left, LEAST_ATTEMPT.toNanos()));
        }

        private void failed(Replica replica, Throwable cause) {
            FlotillaError error = ErrorWire.fromThrowable(cause);
            if (error instanceof FlotillaError.Unavailable) {
                replicas.failed(replica);
                failures++;
                retry(replica, error, cause);
                return;
            }
            if (failures > 0 && repeated.answer(error) instanceof RepeatedFailure.Answered<R>(R answer)) {
                result.complete(answer);
                return;
            }
            result.completeExceptionally(new FlotillaException(error, cause));
        }

        private void retry(Replica replica, FlotillaError error, Throwable cause) {
            boolean round = failures % replicas.size() == 0;
            long nanos =
                    round ? BACKOFF.delay(failures / replicas.size(), random).toNanos() : 0;
            if (deadline.timeRemaining(TimeUnit.NANOSECONDS) <= nanos) {
                result.completeExceptionally(
                        new FlotillaException(new FlotillaError.Unavailable(words(replica, error, cause)), cause));
            } else if (nanos == 0) {
                attempt();
            } else {
                CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor)
                        .execute(this::attempt);
            }
        }

        private String words(Replica replica, FlotillaError error, Throwable cause) {
            Throwable below = cause.getCause();
            String detail = below == null || below.getMessage() == null ? "" : ": " + below.getMessage();
            return "no registry answered within " + timeout.toMillis() + " ms; last " + replica + ": " + error.message()
                    + detail;
        }

        private final class Observer implements StreamObserver<R> {
            private final Replica replica;
            private @Nullable R answer;

            Observer(Replica replica) {
                this.replica = replica;
            }

            @Override
            public void onNext(R value) {
                answer = value;
            }

            @Override
            public void onError(Throwable cause) {
                failed(replica, cause);
            }

            @Override
            public void onCompleted() {
                R value = answer;
                if (value == null) {
                    result.completeExceptionally(
                            new FlotillaError.Internal(replica + " completed a call without an answer").asException());
                } else {
                    result.complete(value);
                }
            }
        }
    }
}
