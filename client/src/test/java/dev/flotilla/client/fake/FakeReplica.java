package dev.flotilla.client.fake;

import dev.flotilla.client.Endpoint;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.Change;
import dev.flotilla.proto.v1.ChangeBatch;
import dev.flotilla.proto.v1.CompactedNotice;
import dev.flotilla.proto.v1.DestroyUnitRequest;
import dev.flotilla.proto.v1.DestroyUnitResponse;
import dev.flotilla.proto.v1.GetUnitRequest;
import dev.flotilla.proto.v1.GetUnitResponse;
import dev.flotilla.proto.v1.Item;
import dev.flotilla.proto.v1.PutUnitRequest;
import dev.flotilla.proto.v1.PutUnitResponse;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.proto.v1.Snapshot;
import dev.flotilla.proto.v1.SnapshotEnd;
import dev.flotilla.proto.v1.Unit;
import dev.flotilla.proto.v1.UnitServiceGrpc;
import dev.flotilla.proto.v1.UnitView;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import dev.flotilla.testing.HeldPorts;
import dev.flotilla.wire.ErrorWire;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A replica of the registry on a port of its own, as far as a client can tell. */
public final class FakeReplica implements AutoCloseable {
    private final FakeStore store;
    private final Server server;
    private final int port;
    public final Queue<GetUnitRequest> gets = new ConcurrentLinkedQueue<>();
    public final Queue<PutUnitRequest> puts = new ConcurrentLinkedQueue<>();
    public final Queue<WatchRequest> watches = new ConcurrentLinkedQueue<>();
    public final Queue<AgentMessage> agentSaid = new ConcurrentLinkedQueue<>();
    public final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();
    public final List<StreamObserver<RegistryMessage>> sessions = new CopyOnWriteArrayList<>();
    public final AtomicInteger openWatches = new AtomicInteger();

    private final Queue<StreamObserver<WatchResponse>> watchers = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> unanswered = new ConcurrentLinkedQueue<>();
    /** Takes calls and does not answer, but for what {@link #wakeUp} finds waiting. */
    public volatile boolean hangs;
    /** Answers every unary call with it. */
    public volatile FlotillaError refuses;
    /** Does the work of a put or a destroy, then the connection is lost. */
    public volatile boolean losesAnswers;

    public FakeReplica(FakeStore store) {
        this(store, HeldPorts.take());
    }

    public FakeReplica(FakeStore store, int port) {
        this(store, port, InsecureServerCredentials.create());
    }

    public FakeReplica(FakeStore store, int port, ServerCredentials credentials) {
        this.store = store;
        try {
            this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials)
                    .addService(new Units())
                    .addService(new Watches())
                    .addService(new Sessions())
                    .intercept(new Headers())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.port = server.getPort();
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", port);
    }

    public int port() {
        return port;
    }

    /** The process is gone, and every connection with it. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers the questions for a unit that wait. */
    public void wakeUp() {
        for (Runnable answer = unanswered.poll(); answer != null; answer = unanswered.poll()) {
            answer.run();
        }
    }

    private boolean answersNothing(StreamObserver<?> response) {
        if (refuses != null) {
            response.onError(ErrorWire.toStatus(refuses));
            return true;
        }
        return hangs;
    }

    private final class Headers implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
            headers.add(metadata);
            return next.startCall(call, metadata);
        }
    }

    private final class Units extends UnitServiceGrpc.UnitServiceImplBase {
        @Override
        public void getUnit(GetUnitRequest request, StreamObserver<GetUnitResponse> response) {
            gets.add(request);
            unanswered.add(() -> find(request, response));
            if (!answersNothing(response)) {
                wakeUp();
            }
        }

        private void find(GetUnitRequest request, StreamObserver<GetUnitResponse> response) {
            store.units().stream()
                    .filter(unit -> unit.getName().equals(request.getName()))
                    .findFirst()
                    .ifPresentOrElse(unit -> answer(response, unit), () -> notFound(response, request.getName()));
        }

        private void answer(StreamObserver<GetUnitResponse> response, Unit unit) {
            response.onNext(GetUnitResponse.newBuilder()
                    .setUnit(UnitView.newBuilder().setUnit(unit))
                    .setRevision(store.revision())
                    .build());
            response.onCompleted();
        }

        @Override
        public void putUnit(PutUnitRequest request, StreamObserver<PutUnitResponse> response) {
            puts.add(request);
            if (answersNothing(response)) {
                return;
            }
            long expected = request.getExpectedRevision();
            if (expected != 0 && store.units().stream().noneMatch(unit -> unit.getRevision() == expected)) {
                response.onError(ErrorWire.toStatus(new FlotillaError.Conflict("not at revision " + expected)));
                return;
            }
            long put = store.put(request.getName(), request.getChangedBy());
            if (losesAnswers) {
                response.onError(io.grpc.Status.UNAVAILABLE
                        .withDescription("connection lost")
                        .asRuntimeException());
                return;
            }
            response.onNext(PutUnitResponse.newBuilder()
                    .setOutcome(PutUnitResponse.Outcome.OUTCOME_CREATED)
                    .setRevision(put)
                    .build());
            response.onCompleted();
        }

        @Override
        public void destroyUnit(DestroyUnitRequest request, StreamObserver<DestroyUnitResponse> response) {
            boolean gone = store.remove(request.getName());
            if (losesAnswers) {
                response.onError(io.grpc.Status.UNAVAILABLE
                        .withDescription("connection lost")
                        .asRuntimeException());
            } else if (!gone) {
                notFound(response, request.getName());
            } else {
                response.onNext(DestroyUnitResponse.newBuilder()
                        .setRevision(store.revision())
                        .build());
                response.onCompleted();
            }
        }

        private void notFound(StreamObserver<?> response, String name) {
            response.onError(ErrorWire.toStatus(new FlotillaError.NotFound(name + " does not exist")));
        }
    }

    /** Tells every watcher that nothing has changed; from now on their clients expect that now and then. */
    public void giveSignOfLife() {
        watchers.forEach(watcher -> watcher.onNext(WatchResponse.newBuilder()
                .setProgress(dev.flotilla.proto.v1.Progress.newBuilder().setRevision(store.revision()))
                .build()));
    }

    private final class Watches extends WatchServiceGrpc.WatchServiceImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> response) {
            watches.add(request);
            long after = request.getAfterRevision();
            boolean other =
                    !request.getHistory().isEmpty() && !request.getHistory().equals(store.history());
            if (after > 0 && (other || after < store.compactedRevision())) {
                response.onNext(WatchResponse.newBuilder()
                        .setCompacted(CompactedNotice.newBuilder().setCompactedRevision(store.compactedRevision()))
                        .build());
                response.onCompleted();
                return;
            }
            openWatches.incrementAndGet();
            watchers.add(response);
            Consumer<Change> follower = change -> response.onNext(WatchResponse.newBuilder()
                    .setChanges(ChangeBatch.newBuilder()
                            .setRevision(change.getRevision())
                            .addChanges(change))
                    .build());
            ((ServerCallStreamObserver<WatchResponse>) response).setOnCancelHandler(() -> {
                store.forget(follower);
                watchers.remove(response);
                openWatches.decrementAndGet();
            });
            store.follow(after == 0 ? store.revision() : after, () -> first(after, response), follower);
        }

        private void first(long after, StreamObserver<WatchResponse> response) {
            if (after == 0) {
                // one item a message: a snapshot comes in parts
                store.units()
                        .forEach(unit -> response.onNext(WatchResponse.newBuilder()
                                .setSnapshot(Snapshot.newBuilder()
                                        .addItems(Item.newBuilder().setUnit(unit)))
                                .build()));
                response.onNext(WatchResponse.newBuilder()
                        .setSnapshotEnd(SnapshotEnd.newBuilder()
                                .setRevision(store.revision())
                                .setHistory(store.history()))
                        .build());
            }
        }
    }

    private final class Sessions extends SessionServiceGrpc.SessionServiceImplBase {
        @Override
        public StreamObserver<AgentMessage> open(StreamObserver<RegistryMessage> response) {
            sessions.add(response);
            return new StreamObserver<>() {
                @Override
                public void onNext(AgentMessage message) {
                    agentSaid.add(message);
                }

                @Override
                public void onError(Throwable failure) {
                    sessions.remove(response);
                }

                @Override
                public void onCompleted() {
                    sessions.remove(response);
                    response.onCompleted();
                }
            };
        }
    }
}
