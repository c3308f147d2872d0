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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls that outlive a replica: what fails with "unavailable" is tried on the next replica at once, and again
 * with a jittered backoff after each round, until the deadline. A replica that has not answered after half of what was
 * left gets company: the next one is asked as well, and the first answer counts, so that a replica that hangs does not
 * eat the deadline and a store that is slow for all of them still has all of it. Every call of this API may be
 * repeated: writes are compare-and-set on what they found, and set a state rather than add to one.
 */
public final class Failover implements AutoCloseable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    private final Replicas replicas;
    private final Duration timeout;
    private final RandomGenerator random;
    private final Executor executor;
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

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
     * @param repeated judges an error when another attempt may have been carried out; one that found no connection was not
     */
    public <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request, RepeatedFailure<R> repeated) {
        return call(method, request, repeated, timeout);
    }

    /**
     * As {@link #call(MethodDescriptor, Object, RepeatedFailure)}, for a call that takes its time by design: a replica that
     * does its work within half of the limit is the only one asked.
     */
    public <Q, R> CompletableFuture<R> call(
            MethodDescriptor<Q, R> method, Q request, RepeatedFailure<R> repeated, Duration limit) {
        UnaryCall<Q, R> call =
                new UnaryCall<>(method, request, repeated, Deadline.after(limit.toNanos(), TimeUnit.NANOSECONDS));
        running.add(call.result);
        CompletableFuture<R> unused = call.result.whenComplete((answer, failure) -> running.remove(call.result));
        if (closed) {
            failClosed(call.result);
        }
        call.attempt();
        return call.result;
    }

    /** Fails what is under way: nobody would be left to try again, or to tell of an answer. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Failover::failClosed);
    }

    private static void failClosed(CompletableFuture<?> call) {
        call.completeExceptionally(new FlotillaError.Unavailable("the client was closed").asException());
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
        private final AtomicInteger attempts = new AtomicInteger();
        /** Attempts that got as far as a connection, and so perhaps to the replica. */
        private final AtomicInteger sent = new AtomicInteger();

        private final AtomicInteger failures = new AtomicInteger();

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
            CallOptions options =
                    CallOptions.DEFAULT.withDeadline(deadline).withStreamTracerFactory(new WhenSent(sent));
            ClientCall<Q, R> call = replica.awake().newCall(method, options);
            int pending = attempts.incrementAndGet() - failures.get();
            if (pending < replicas.size()) {
                keepCompany(replica);
            }
            ClientCalls.asyncUnaryCall(call, request, new Observer(replica));
            CompletableFuture<R> unused =
                    result.whenComplete((answer, failure) -> call.cancel("answered or no longer wanted", null));
        }

        /** Asks the next replica as well when this one is silent for half of the time that is left. */
        private void keepCompany(Replica silent) {
            CompletableFuture<R> unused = result.copy()
                    .orTimeout(deadline.timeRemaining(TimeUnit.NANOSECONDS) / 2, TimeUnit.NANOSECONDS)
                    .exceptionallyAsync(
                            late -> {
                                if (late instanceof TimeoutException) {
                                    replicas.failed(silent);
                                    attempt();
                                }
                                return null;
                            },
                            executor);
        }

        private void failed(Replica replica, Throwable cause) {
            if (result.isDone()) {
                return;
            }
            FlotillaError error = ErrorWire.fromThrowable(cause);
            if (error instanceof FlotillaError.Unavailable) {
                replicas.failed(replica);
                retry(replica, failures.incrementAndGet(), error, cause);
                return;
            }
            // This one was sent, as it was answered; only another one that was may have done the work.
            if (sent.get() > 1 && repeated.answer(error) instanceof RepeatedFailure.Answered<R>(R answer)) {
                result.complete(answer);
                return;
            }
            result.completeExceptionally(new FlotillaException(error, cause));
        }

        private void retry(Replica replica, int failed, FlotillaError error, Throwable cause) {
            boolean round = failed % replicas.size() == 0;
            long nanos = round ? BACKOFF.delay(failed / replicas.size(), random).toNanos() : 0;
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
