package dev.flotilla.client.discovery;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.transport.PulledStream;
import dev.flotilla.client.transport.Replica;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.client.transport.StreamLoop;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.proto.v1.DiscoveryServiceGrpc;
import dev.flotilla.proto.v1.ServiceInstance;
import dev.flotilla.proto.v1.WatchInstancesRequest;
import dev.flotilla.proto.v1.WatchInstancesResponse;
import dev.flotilla.wire.InstanceWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows services; resumed where the registry said, which the same replica alone understands. */
final class InstanceWatch extends StreamLoop<WatchInstancesRequest, WatchInstancesResponse> implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceWatch.class);

    private final InstanceQuery query;
    private final InstanceListener listener;
    private final List<WatchInstancesResponse> parts = new ArrayList<>();

    private volatile long revision;
    private String position = "";

    InstanceWatch(Replicas replicas, InstanceQuery query, InstanceListener listener, RandomGenerator random) {
        super("the services of the registry", replicas, random);
        this.query = query;
        this.listener = listener;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    protected PulledStream<WatchInstancesRequest, WatchInstancesResponse> open(Replica replica) {
        parts.clear();
        WatchInstancesRequest request = WatchInstancesRequest.newBuilder()
                .setService(query.service().orElse(""))
                .setIncludeWithdrawn(query.withdrawn())
                .setResumeAfter(position)
                .build();
        return new PulledStream<>(replica, DiscoveryServiceGrpc.getWatchInstancesMethod(), request);
    }

    @Override
    protected Optional<FlotillaError> take(WatchInstancesResponse part) {
        parts.add(part);
        if (!part.getMore()) {
            deliver(List.copyOf(parts), part);
            parts.clear();
        }
        return Optional.empty();
    }

    @Override
    protected void startOver() {
        position = "";
    }

    @Override
    protected void onConnected(Endpoint endpoint) {
        listener.onConnected(endpoint);
    }

    @Override
    protected void onDisconnected(FlotillaError reason) {
        listener.onDisconnected(reason);
    }

    private void deliver(List<WatchInstancesResponse> whole, WatchInstancesResponse last) {
        List<Instance> changed = whole.stream()
                .flatMap(part -> part.getChangedList().stream())
                .flatMap(message -> readable(message).stream())
                .toList();
        List<InstanceKey> removed = whole.stream()
                .flatMap(part -> part.getRemovedList().stream())
                .map(InstanceWire::fromProto)
                .toList();
        deliver(() -> {
            if (last.getComplete()) {
                listener.onSnapshot(changed, last.getRevision());
            } else {
                listener.onChanges(changed, removed, last.getRevision());
            }
        });
        revision = last.getRevision();
        position = last.getPosition();
    }

    /** One that a later version made must not end the watch. */
    private static Optional<Instance> readable(ServiceInstance message) {
        try {
            return Optional.of(InstanceWire.fromProto(message));
        } catch (FlotillaException e) {
            LOG.warn("left out an instance that cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
