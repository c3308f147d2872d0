package dev.flotilla.scheduler.edge;

import com.google.protobuf.Duration;
import dev.flotilla.proto.v1.CampaignRequest;
import dev.flotilla.proto.v1.CampaignResponse;
import dev.flotilla.proto.v1.Change;
import dev.flotilla.proto.v1.ChangeBatch;
import dev.flotilla.proto.v1.CommitRequest;
import dev.flotilla.proto.v1.CommitResponse;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.ElectionServiceGrpc;
import dev.flotilla.proto.v1.Item;
import dev.flotilla.proto.v1.Leader;
import dev.flotilla.proto.v1.Machine;
import dev.flotilla.proto.v1.MachineStatus;
import dev.flotilla.proto.v1.Placement;
import dev.flotilla.proto.v1.PlacementChange;
import dev.flotilla.proto.v1.PlacementServiceGrpc;
import dev.flotilla.proto.v1.ResignRequest;
import dev.flotilla.proto.v1.ResignResponse;
import dev.flotilla.proto.v1.Snapshot;
import dev.flotilla.proto.v1.SnapshotEnd;
import dev.flotilla.proto.v1.Unit;
import dev.flotilla.proto.v1.UnitOption;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A registry on a port of its own that says just enough for a scheduler: one machine, units on request. */
final class FakeRegistry implements AutoCloseable {
    static final long TERM = 7;

    private final Server server;
    private final List<StreamObserver<WatchResponse>> watches = new CopyOnWriteArrayList<>();
    private final BlockingQueue<WatchRequest> watchRequests = new LinkedBlockingQueue<>();
    private final BlockingQueue<CommitRequest> commits = new LinkedBlockingQueue<>();
    private final AtomicLong revision = new AtomicLong(20);
    private final AtomicBoolean resigned = new AtomicBoolean();

    FakeRegistry() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Watches())
                .addService(new Elections())
                .addService(new Placements())
                .build()
                .start();
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    boolean isResigned() {
        return resigned.get();
    }

    /** The first watch that was asked for. */
    WatchRequest watchRequest() throws InterruptedException {
        return Optional.ofNullable(watchRequests.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    Optional<CommitRequest> nextCommit() throws InterruptedException {
        return Optional.ofNullable(commits.poll(10, TimeUnit.SECONDS));
    }

    void unit(String name, UnitOption... options) {
        Unit unit = Unit.newBuilder()
                .setName(name)
                .setHash("0".repeat(40))
                .setDesiredState(DesiredState.DESIRED_STATE_LAUNCHED)
                .addAllOptions(List.of(options))
                .setRevision(revision.incrementAndGet())
                .build();
        tell(Item.newBuilder().setUnit(unit));
    }

    /** Breaks all connections that follow it. */
    void breakWatches() {
        watches.forEach(StreamObserver::onCompleted);
        watches.clear();
    }

    private void tell(Item.Builder item) {
        long at = revision.get();
        Change change = Change.newBuilder().setRevision(at).setPut(item).build();
        WatchResponse response = WatchResponse.newBuilder()
                .setChanges(ChangeBatch.newBuilder().setRevision(at).addChanges(change))
                .build();
        watches.forEach(watch -> watch.onNext(response));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Watches extends WatchServiceGrpc.WatchServiceImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> response) {
            watchRequests.add(request);
            if (request.getAfterRevision() == 0) {
                Machine machine = Machine.newBuilder()
                        .setId("m1")
                        .setStatus(MachineStatus.MACHINE_STATUS_ONLINE)
                        .setRevision(11)
                        .build();
                Leader leader =
                        Leader.newBuilder().setCandidate("tested").setTerm(TERM).build();
                response.onNext(WatchResponse.newBuilder()
                        .setSnapshot(Snapshot.newBuilder()
                                .addItems(Item.newBuilder().setMachine(machine))
                                .addItems(Item.newBuilder().setLeader(leader)))
                        .build());
                response.onNext(WatchResponse.newBuilder()
                        .setSnapshotEnd(SnapshotEnd.newBuilder().setRevision(revision.get()))
                        .build());
            }
            watches.add(response);
        }
    }

    private final class Elections extends ElectionServiceGrpc.ElectionServiceImplBase {
        @Override
        public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> response) {
            response.onNext(CampaignResponse.newBuilder()
                    .setLeading(true)
                    .setLeader(Leader.newBuilder()
                            .setCandidate(request.getCandidate())
                            .setTerm(TERM))
                    .setLeaseId(5)
                    .setTtl(Duration.newBuilder().setSeconds(request.getTtl().getSeconds()))
                    .build());
            response.onCompleted();
        }

        @Override
        public void resign(ResignRequest request, StreamObserver<ResignResponse> response) {
            resigned.set(true);
            response.onNext(ResignResponse.getDefaultInstance());
            response.onCompleted();
        }
    }

    private final class Placements extends PlacementServiceGrpc.PlacementServiceImplBase {
        @Override
        public void commit(CommitRequest request, StreamObserver<CommitResponse> response) {
            commits.add(request);
            for (PlacementChange change : request.getChangesList()) {
                revision.incrementAndGet();
                if (change.hasPlace()) {
                    tell(Item.newBuilder()
                            .setPlacement(Placement.newBuilder()
                                    .setUnit(change.getUnit())
                                    .setMachineId(change.getPlace().getMachineId())
                                    .setTerm(request.getTerm())
                                    .setRevision(revision.get())));
                }
            }
            response.onNext(
                    CommitResponse.newBuilder().setRevision(revision.get()).build());
            response.onCompleted();
        }
    }
}
