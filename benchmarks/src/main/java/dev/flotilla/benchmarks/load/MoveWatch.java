package dev.flotilla.benchmarks.load;

import dev.flotilla.proto.v1.Change;
import dev.flotilla.proto.v1.Kind;
import dev.flotilla.proto.v1.ListStatesRequest;
import dev.flotilla.proto.v1.Machine;
import dev.flotilla.proto.v1.MachineStatus;
import dev.flotilla.proto.v1.StateServiceGrpc;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sees from now on which machines are taken for lost and which units are placed, and when. */
public final class MoveWatch implements AutoCloseable {
    private final ManagedChannel channel;
    private final Map<String, Long> lost = new ConcurrentHashMap<>();
    private final Map<String, Long> placed = new ConcurrentHashMap<>();

    public MoveWatch(int registryPort) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", registryPort)
                .usePlaintext()
                .directExecutor()
                .build();
        long now = StateServiceGrpc.newBlockingStub(channel)
                .listStates(ListStatesRequest.newBuilder().setLimit(1).build())
                .getRevision();
        WatchServiceGrpc.newStub(channel)
                .watch(
                        WatchRequest.newBuilder()
                                .addAllKinds(List.of(Kind.KIND_MACHINE, Kind.KIND_PLACEMENT))
                                .setAfterRevision(now)
                                .build(),
                        new Changes());
    }

    /** When the machine was seen lost first, as {@link System#nanoTime}. */
    public OptionalLong lost(String machine) {
        return time(lost.get(machine));
    }

    /** When the unit was seen placed last. */
    public OptionalLong placed(String unit) {
        return time(placed.get(unit));
    }

    private static OptionalLong time(@Nullable Long time) {
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    private void see(Change change) {
        if (change.getPut().hasPlacement()) {
            placed.put(change.getPut().getPlacement().getUnit(), System.nanoTime());
        } else if (change.getPut().hasMachine()) {
            Machine machine = change.getPut().getMachine();
            if (machine.getStatus() == MachineStatus.MACHINE_STATUS_LOST) {
                lost.putIfAbsent(machine.getId(), System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private final class Changes implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {
            response.getChanges().getChangesList().forEach(MoveWatch.this::see);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
