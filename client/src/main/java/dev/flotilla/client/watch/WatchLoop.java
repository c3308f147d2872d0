package dev.flotilla.client.watch;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.transport.PulledStream;
import dev.flotilla.client.transport.Replica;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.client.transport.Revisions;
import dev.flotilla.client.transport.StreamLoop;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.SnapshotEnd;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the registry's records; resumed at any replica after the last revision that the listener took in whole. */
public final class WatchLoop extends StreamLoop<WatchRequest, WatchResponse> implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);

    /** A replica that gave signs of life while it had nothing to tell gives one every 2 s; this long without, it hangs. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private final WatchSpec spec;
    private final WatchListener listener;
    private final Revisions revisions;
    private final List<WatchItem> snapshot = new ArrayList<>();

    private volatile long revision;
    /** That the revision belongs to: a restored store may have passed it with other changes. Used where streams are used. */
    private volatile String history = "";
    /** How far it was when its history was found gone. */
    private long reached;

    private boolean synced;
    /** This stream's replica gives signs of life. */
    private boolean lively;

    public WatchLoop(
            Replicas replicas, WatchSpec spec, WatchListener listener, Revisions revisions, RandomGenerator random) {
        super("the registry", replicas, random);
        this.spec = spec;
        this.listener = listener;
        this.revisions = revisions;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    protected PulledStream<WatchRequest, WatchResponse> open(Replica replica) {
        lively = false;
        snapshot.clear();
        return new PulledStream<>(
                replica, WatchServiceGrpc.getWatchMethod(), WatchWire.toProto(spec, revision, history));
    }

    @Override
    protected void startOver() {
        revision = 0;
        history = "";
        synced = false;
    }

    @Override
    protected void onConnected(Endpoint endpoint) {
        listener.onConnected(endpoint);
    }

    @Override
    protected void onDisconnected(FlotillaError reason) {
        listener.onDisconnected(reason);
    }

    @Override
    protected boolean startsOver(Replica replica, FlotillaError end) {
        if (!(end instanceof FlotillaError.Compacted)) {
            return false;
        }
        LOG.info("{} no longer has the changes after revision {}: reading a new snapshot", replica, revision);
        reached = revision;
        startOver();
        listener.onStartOver();
        return true;
    }

    @Override
    protected Optional<Duration> silence() {
        return lively ? Optional.of(SILENCE) : Optional.empty();
    }

    @Override
    protected Optional<FlotillaError> take(WatchResponse response) {
        switch (response.getMessageCase()) {
            case SNAPSHOT -> snapshot.addAll(WatchWire.items(response.getSnapshot()));
            case SNAPSHOT_END -> snapshotEnds(response.getSnapshotEnd());
            case CHANGES -> {
                WatchBatch batch = WatchWire.after(response.getChanges(), revision);
                if (synced && batch.revision() > revision) {
                    deliver(batch.revision(), () -> listener.onChanges(batch));
                }
            }
            case PROGRESS -> {
                long progress = response.getProgress().getRevision();
                lively |= synced && progress <= revision;
                if (synced && progress >= revision) {
                    deliver(progress, () -> listener.onProgress(progress));
                }
            }
            case COMPACTED -> {
                long gone = response.getCompacted().getCompactedRevision();
                return Optional.of(new FlotillaError.Compacted("revision " + revision + " is gone", gone));
            }
            case MESSAGE_NOT_SET -> LOG.debug("passed over a message of no meaning here");
        }
        return Optional.empty();
    }

    private void snapshotEnds(SnapshotEnd message) {
        long end = message.getRevision();
        List<WatchItem> items = List.copyOf(snapshot);
        snapshot.clear();
        synced = true;
        if (end < reached) {
            LOG.warn("the store went back from revision {} to {}: it was restored", reached, end);
            revisions.restored(end);
        }
        reached = 0;
        deliver(end, () -> listener.onSnapshot(items, end));
        history = message.getHistory();
    }

    private void deliver(long now, Runnable delivery) {
        deliver(delivery);
        revision = now;
        revisions.seen(now);
    }
}
