package dev.flotilla.client.watch;

import dev.flotilla.client.transport.Replica;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import dev.flotilla.wire.ErrorWire;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream of a watch, read by one thread. The replica sends no more than is read. */
final class WatchStream implements AutoCloseable {
    /** So many messages may be on their way to the reader. */
    private static final int PREFETCH = 4;

    private final Replica replica;
    private final ClientCall<WatchRequest, WatchResponse> call;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    /** What the reader finds. */
    sealed interface Arrival {
        record Message(WatchResponse response) implements Arrival {}

        /** Nothing came within the time. */
        record Quiet() implements Arrival {}

        record End(FlotillaError reason) implements Arrival {}
    }

    WatchStream(Replica replica, WatchRequest request) {
        this.replica = replica;
        // What arrives is only queued for the reader, so the connection's own thread may do it.
        this.call = replica.awake()
                .newCall(WatchServiceGrpc.getWatchMethod(), CallOptions.DEFAULT.withExecutor(Runnable::run));
        call.start(new Incoming(), new Metadata());
        call.request(PREFETCH);
        call.sendMessage(request);
        call.halfClose();
    }

    /** The next thing that comes, waiting no longer than that. */
    Arrival next(Duration patience) throws InterruptedException {
        Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (arrival instanceof Arrival.Message) {
            call.request(1);
        }
        return arrival == null ? new Arrival.Quiet() : arrival;
    }

    /** There is a connection to the replica. */
    boolean isConnected() {
        return replica.channel().getState(false) == ConnectivityState.READY;
    }

    @Override
    public void close() {
        call.cancel("the watch needs it no more", null);
    }

    private final class Incoming extends ClientCall.Listener<WatchResponse> {
        @Override
        public void onMessage(WatchResponse message) {
            arrivals.add(new Arrival.Message(message));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            arrivals.add(new Arrival.End(
                    status.isOk()
                            ? new FlotillaError.Unavailable("the replica ended the stream")
                            : ErrorWire.fromStatus(status, trailers)));
        }
    }
}
