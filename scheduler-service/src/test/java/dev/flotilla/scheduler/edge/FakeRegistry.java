package dev.flotilla.scheduler.edge;

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
import dev.flotilla.proto.v1.Pending;
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
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A registry on a port of its own that says just enough for a scheduler: one machine, units on request. What it does is done
 * under its lock, so that its revisions only grow and each watch hears them in order; what was asked of it can be seen only
 * when it has been carried out.
 */
final class FakeRegistry implements AutoCloseable {
    static final long TERM = 7;

    private static final long FIRST_REVISION = 20;
    /** Only what fails waits so long. */
    private static final long DEADLINE_SECONDS = 60;

    private final Server server;
    private final List<StreamObserver<WatchResponse>> watches = new ArrayList<>();
    private final List<ChangeBatch> history = new ArrayList<>();
    private final BlockingQueue<WatchRequest> watchRequests = new LinkedBlockingQueue<>();
    private final BlockingQueue<CommitRequest> commits = new LinkedBlockingQueue<>();
    private long revision = FIRST_REVISION;

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

    /** The next watch that was asked for; it hears what comes from now on. */
    WatchRequest watchRequest() throws InterruptedException {
        return Optional.ofNullable(watchRequests.poll(DEADLINE_SECONDS, TimeUnit.SECONDS))
                .orElseThrow();
    }

    /** The next commit that was asked for, which has been carried out. */
    CommitRequest nextCommit() throws InterruptedException {
        return Optional.ofNullable(commits.poll(DEADLINE_SECONDS, TimeUnit.SECONDS))
                .orElseThrow();
    }

    synchronized void unit(String name, UnitOption... options) {
        Unit unit = Unit.newBuilder()
                .setName(name)
                .setHash("0".repeat(40))
                .setDesiredState(DesiredState.DESIRED_STATE_LAUNCHED)
                .addAllOptions(List.of(options))
                .setRevision(revision + 1)
                .build();
        tell(Item.newBuilder().setUnit(unit));
    }

    /** Breaks all connections that follow it. */
    synchronized void breakWatches() {
        watches.forEach(StreamObserver::onCompleted);
        watches.clear();
    }

    /** One revision more. */
    private void tell(Item.Builder item) {
        revision++;
        Change change = Change.newBuilder().setRevision(revision).setPut(item).build();
        ChangeBatch batch = ChangeBatch.newBuilder()
                .setRevision(revision)
                .addChanges(change)
                .build();
        history.add(batch);
        watches.forEach(watch -> watch.onNext(changes(batch)));
    }

    private static WatchResponse changes(ChangeBatch batch) {
        return WatchResponse.newBuilder().setChanges(batch).build();
    }

    private synchronized void follow(WatchRequest request, StreamObserver<WatchResponse> watch) {
        ((ServerCallStreamObserver<WatchResponse>) watch).setOnCancelHandler(() -> forget(watch));
        long after = request.getAfterRevision();
        if (after == 0) {
            sendSnapshot(watch);
            after = FIRST_REVISION;
        }
        for (ChangeBatch batch : history) {
            if (batch.getRevision() > after) {
                watch.onNext(changes(batch));
            }
        }
        watches.add(watch);
        watchRequests.add(request);
    }

    private synchronized void forget(StreamObserver<WatchResponse> watch) {
        watches.remove(watch);
    }

    private static void sendSnapshot(StreamObserver<WatchResponse> watch) {
        Machine machine = Machine.newBuilder()
                .setId("m1")
                .setStatus(MachineStatus.MACHINE_STATUS_ONLINE)
                .setRevision(11)
                .build();
        Leader leader = Leader.newBuilder().setCandidate("tested").setTerm(TERM).build();
        watch.onNext(WatchResponse.newBuilder()
                .setSnapshot(Snapshot.newBuilder()
                        .addItems(Item.newBuilder().setMachine(machine))
                        .addItems(Item.newBuilder().setLeader(leader)))
                .build());
        watch.onNext(WatchResponse.newBuilder()
                .setSnapshotEnd(SnapshotEnd.newBuilder().setRevision(FIRST_REVISION))
                .build());
    }

    private synchronized void carryOut(CommitRequest request, StreamObserver<CommitResponse> response) {
        for (PlacementChange change : request.getChangesList()) {
            tell(change.hasPlace() ? placement(change, request.getTerm()) : pending(change));
        }
        response.onNext(CommitResponse.newBuilder().setRevision(revision).build());
        response.onCompleted();
        commits.add(request);
    }

    private Item.Builder placement(PlacementChange change, long term) {
        return Item.newBuilder()
                .setPlacement(Placement.newBuilder()
                        .setUnit(change.getUnit())
                        .setMachineId(change.getPlace().getMachineId())
                        .setTerm(term)
                        .setRevision(revision + 1));
    }

    private Item.Builder pending(PlacementChange change) {
        return Item.newBuilder()
                .setPending(Pending.newBuilder()
                        .setUnit(change.getUnit())
                        .setExplanation(change.getPending())
                        .setRevision(revision + 1));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Watches extends WatchServiceGrpc.WatchServiceImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> response) {
            follow(request, response);
        }
    }

    private static final class Elections extends ElectionServiceGrpc.ElectionServiceImplBase {
        @Override
        public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> response) {
            response.onNext(CampaignResponse.newBuilder()
                    .setLeading(true)
                    .setLeader(Leader.newBuilder()
                            .setCandidate(request.getCandidate())
                            .setTerm(TERM))
                    .setLeaseId(5)
                    .setTtl(request.getTtl())
                    .build());
            response.onCompleted();
        }

        @Override
        public void resign(ResignRequest request, StreamObserver<ResignResponse> response) {
            response.onNext(ResignResponse.getDefaultInstance());
            response.onCompleted();
        }
    }

    private final class Placements extends PlacementServiceGrpc.PlacementServiceImplBase {
        @Override
        public void commit(CommitRequest request, StreamObserver<CommitResponse> response) {
            carryOut(request, response);
        }
    }
}
