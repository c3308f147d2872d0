package dev.flotilla.client.discovery;

import dev.flotilla.client.transport.Backoff;
import dev.flotilla.client.transport.PulledStream;
import dev.flotilla.client.transport.Replica;
import dev.flotilla.client.transport.Replicas;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watch on a thread of its own; when its stream breaks it goes on at another replica. */
final class InstanceWatch implements Watch, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceWatch.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
    /** A stream that lived so long was a good one: the next failure is a first one. */
    private static final Duration GOOD_STREAM = Duration.ofSeconds(5);

    /** A stream that was resumed may have nothing to say; so long without an end, it stands. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Replicas replicas;
    private final InstanceQuery query;
    private final InstanceListener listener;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object streamLock = new Object();

    private @Nullable PulledStream<WatchInstancesRequest, WatchInstancesResponse> running;
    private volatile @Nullable Thread thread;
    private volatile long revision;
    private String position = "";
    private boolean connected;
    private boolean lossSaid;
    private int failures;

    InstanceWatch(Replicas replicas, InstanceQuery query, InstanceListener listener, RandomGenerator random) {
        this.replicas = replicas;
        this.query = query;
        this.listener = listener;
        this.random = random;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (isOpen()) {
                Replica replica = replicas.preferred();
                long started = System.nanoTime();
                FlotillaError end = follow(replica);
                if (isOpen()) {
                    lost(replica, end, Duration.ofNanos(System.nanoTime() - started));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (streamLock) {
            if (running != null) {
                running.close();
            }
        }
        Thread worker = thread;
        if (worker == null || worker == Thread.currentThread()) {
            return;
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void lost(Replica replica, FlotillaError reason, Duration lived) throws InterruptedException {
        if (connected || !lossSaid) {
            LOG.info("lost the services of the registry at {}: {}", replica, reason.message());
            listener.onDisconnected(reason);
            lossSaid = true;
        }
        connected = false;
        replicas.failed(replica);
        failures = lived.compareTo(GOOD_STREAM) > 0 ? 1 : failures + 1;
        if (failures % replicas.size() == 0) {
            Duration delay = BACKOFF.delay(failures / replicas.size(), random);
            boolean over = closed.await(delay.toNanos(), TimeUnit.NANOSECONDS);
            LOG.trace("waited {} before the next try, closed: {}", delay, over);
        }
    }

    /** Returns why the stream ended. */
    private FlotillaError follow(Replica replica) throws InterruptedException {
        var stream = new PulledStream<>(replica, DiscoveryServiceGrpc.getWatchInstancesMethod(), request());
        try {
            begin(stream);
            List<WatchInstancesResponse> parts = new ArrayList<>();
            while (true) {
                switch (stream.next(connected ? FOR_EVER : SETTLING)) {
                    case PulledStream.Arrival.Message<WatchInstancesResponse>(var part) -> {
                        sayConnected(replica);
                        parts.add(part);
                        if (!part.getMore()) {
                            deliver(parts, part);
                            parts.clear();
                        }
                    }
                    case PulledStream.Arrival.Quiet<WatchInstancesResponse> _ -> {
                        if (stream.isConnected()) {
                            sayConnected(replica);
                        }
                    }
                    case PulledStream.Arrival.End<WatchInstancesResponse>(FlotillaError reason) -> {
                        return reason;
                    }
                }
            }
        } catch (ListenerFailure e) {
            LOG.error("the listener of a watch of services failed; starting over with a new snapshot", e.getCause());
            position = "";
            return new FlotillaError.Internal("the listener failed");
        } finally {
            stream.close();
        }
    }

    private WatchInstancesRequest request() {
        return WatchInstancesRequest.newBuilder()
                .setService(query.service().orElse(""))
                .setIncludeWithdrawn(query.withdrawn())
                .setResumeAfter(position)
                .build();
    }

    private void begin(PulledStream<WatchInstancesRequest, WatchInstancesResponse> stream) {
        synchronized (streamLock) {
            running = stream;
            if (!isOpen()) {
                stream.close();
            }
        }
    }

    private void sayConnected(Replica replica) {
        if (connected) {
            return;
        }
        if (lossSaid) {
            LOG.info("following the services again at {}", replica);
        }
        connected = true;
        lossSaid = false;
        listener.onConnected(replica.endpoint());
    }

    private void deliver(List<WatchInstancesResponse> parts, WatchInstancesResponse last) {
        List<Instance> changed = parts.stream()
                .flatMap(part -> part.getChangedList().stream())
                .flatMap(message -> readable(message).stream())
                .toList();
        List<InstanceKey> removed = parts.stream()
                .flatMap(part -> part.getRemovedList().stream())
                .map(InstanceWire::fromProto)
                .toList();
        try {
            if (last.getComplete()) {
                listener.onSnapshot(changed, last.getRevision());
            } else {
                listener.onChanges(changed, removed, last.getRevision());
            }
        } catch (RuntimeException e) {
            throw new ListenerFailure(e);
        }
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

    private static final class ListenerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerFailure(RuntimeException cause) {
            super(cause);
        }
    }
}
