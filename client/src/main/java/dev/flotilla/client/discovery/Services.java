package dev.flotilla.client.discovery;

import dev.flotilla.client.transport.Calls;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.proto.v1.DiscoveryServiceGrpc;
import dev.flotilla.proto.v1.ListInstancesRequest;
import dev.flotilla.wire.InstanceWire;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** Where running units can be reached. */
public final class Services implements AutoCloseable {
    private final Calls calls;
    private final Replicas replicas;
    private final RandomGenerator random;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    public Services(Calls calls, Replicas replicas, RandomGenerator random) {
        this.calls = calls;
        this.replicas = replicas;
        this.random = random;
    }

    public InstanceList list(InstanceQuery query) {
        return calls.join(listAsync(query));
    }

    public CompletableFuture<InstanceList> listAsync(InstanceQuery query) {
        ListInstancesRequest request = ListInstancesRequest.newBuilder()
                .setService(query.service().orElse(""))
                .setIncludeWithdrawn(query.withdrawn())
                .build();
        return calls.call(DiscoveryServiceGrpc.getListInstancesMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return new InstanceList(
                    answer.getInstancesList().stream()
                            .map(InstanceWire::fromProto)
                            .toList(),
                    answer.getRevision(),
                    answer.getMalformedList().stream()
                            .map(record -> new InstanceList.Malformed(record.getKey(), record.getReason()))
                            .toList());
        });
    }

    /** Follows services until the watch or the client is closed. The listener is called on a thread of its own. */
    public Watch watch(InstanceQuery query, InstanceListener listener) {
        InstanceWatch loop = new InstanceWatch(replicas, query, listener, random);
        watches.add(loop);
        Thread.ofVirtual().name("flotilla-services-watch").start(() -> {
            try {
                loop.run();
            } finally {
                watches.remove(loop);
            }
        });
        return loop;
    }

    /** For sidekicks: opens the machine's line to the registry, at the replica that is preferred now. */
    public AnnounceStream announce(AnnounceListener listener) {
        return AnnounceStream.open(replicas, listener);
    }

    /** Ends the watches. */
    @Override
    public void close() {
        watches.forEach(Watch::close);
    }
}
