package dev.flotilla.client.transport;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.wire.ErrorWire;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream from a replica, read by one thread. The replica sends no more than is read. */
public final class PulledStream<Q, R> implements AutoCloseable {
    /** So many messages may be on their way to the reader. */
    private static final int PREFETCH = 4;

    private final Replica replica;
    private final ClientCall<Q, R> call;
    private final BlockingQueue<Arrival<R>> arrivals = new LinkedBlockingQueue<>();

    /** What the reader finds. */
    public sealed interface Arrival<R> {
        /** The next message. */
        record Message<R>(R response) implements Arrival<R> {}

        /** Nothing came within the time. */
        record Quiet<R>() implements Arrival<R> {}

        /** The stream is over. */
        record End<R>(FlotillaError reason) implements Arrival<R> {}
    }

    public PulledStream(Replica replica, MethodDescriptor<Q, R> method, Q request) {
        this.replica = replica;
        // What arrives is only queued for the reader, so the connection's own thread may do it.
        this.call = replica.awake().newCall(method, CallOptions.DEFAULT.withExecutor(Runnable::run));
        call.start(new Incoming(), new Metadata());
        call.request(PREFETCH);
        call.sendMessage(request);
        call.halfClose();
    }

    /** The next thing that comes, waiting no longer than that. */
    public Arrival<R> next(Duration patience) throws InterruptedException {
        Arrival<R> arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (arrival instanceof Arrival.Message) {
            call.request(1);
        }
        return arrival == null ? new Arrival.Quiet<>() : arrival;
    }

    /** There is a connection to the replica. */
    public boolean isConnected() {
        return replica.channel().getState(false) == ConnectivityState.READY;
    }

    @Override
    public void close() {
        call.cancel("the watch needs it no more", null);
    }

    private final class Incoming extends ClientCall.Listener<R> {
        @Override
        public void onMessage(R message) {
            arrivals.add(new Arrival.Message<>(message));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            arrivals.add(new Arrival.End<>(
                    status.isOk()
                            ? new FlotillaError.Unavailable("the replica ended the stream")
                            : ErrorWire.fromStatus(status, trailers)));
        }
    }
}
