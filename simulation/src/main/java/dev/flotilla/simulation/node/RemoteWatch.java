package dev.flotilla.simulation.node;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.watch.Delivery;
import dev.flotilla.registry.watch.Kind;
import dev.flotilla.registry.watch.Subscription;
import dev.flotilla.simulation.network.Connection;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A watch as the Java client keeps it: over streams that break, at one replica after the other, without a gap. */
final class RemoteWatch {
    private static final Set<Kind> KINDS =
            EnumSet.of(Kind.UNIT, Kind.MACHINE, Kind.PLACEMENT, Kind.PENDING, Kind.LEADER, Kind.BRAKE);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private final World world;
    private final Life life;
    private final Replicas replicas;
    private final WatchListener listener;
    private final List<WatchItem> snapshot = new ArrayList<>();
    private long revision;
    private boolean synced;
    private boolean connected;
    private boolean lossSaid;
    private boolean closed;
    private int failures;
    private int streams;
    private Optional<Connection> stream = Optional.empty();

    RemoteWatch(World world, Life life, Replicas replicas, WatchListener listener) {
        this.world = world;
        this.life = life;
        this.replicas = replicas;
        this.listener = listener;
    }

    void open() {
        RegistryNode replica = replicas.preferred();
        int number = ++streams;
        snapshot.clear();
        Connection connection = world.network().connect(life, replica.host());
        stream = Optional.of(connection);
        connection.onClientClosed(() -> lost(number, replica, "the stream broke"));
        long after = revision;
        connection.toServer(
                () -> replica.registry().ifPresent(registry -> serve(registry, connection, after, number, replica)));
        life.after(SETTLING, () -> {
            if (number == streams && !closed && replica.host().isAwake() && !connection.isBroken() && synced) {
                sayConnected(replica);
            }
        });
    }

    void close() {
        closed = true;
        stream.ifPresent(Connection::closeByClient);
    }

    private void serve(Registry registry, Connection connection, long after, int number, RegistryNode replica) {
        var open = new ArrayList<Subscription>();
        connection.onServerClosed(() -> open.forEach(Subscription::cancel));
        registry.watches()
                .open(KINDS, after, delivery -> {
                    if (delivery instanceof Delivery.StoreLost) {
                        connection.closeByServer();
                        return;
                    }
                    connection.toClient(() -> {
                        if (number == streams && !closed) {
                            take(delivery, replica);
                        }
                    });
                    if (!(delivery instanceof Delivery.Compacted)) {
                        open.forEach(Subscription::request);
                    }
                })
                .whenComplete((subscription, failure) -> {
                    if (failure == null) {
                        open.add(subscription);
                        subscription.request();
                    } else {
                        connection.closeByServer();
                    }
                });
    }

    private void take(Delivery delivery, RegistryNode replica) {
        sayConnected(replica);
        switch (delivery) {
            case Delivery.Snapshot(var items) -> items.forEach(item -> snapshot.add(Messages.item(item)));
            case Delivery.SnapshotEnd(long end, String _) -> {
                synced = true;
                revision = end;
                listener.onSnapshot(List.copyOf(snapshot), end);
                snapshot.clear();
            }
            case Delivery.Changes(long end, var changes) -> {
                var fresh = changes.stream()
                        .filter(change -> change.revision() > revision)
                        .map(Messages::change)
                        .toList();
                if (synced && end > revision) {
                    revision = end;
                    listener.onChanges(new WatchBatch(end, fresh));
                }
            }
            case Delivery.Progress(long end) -> {
                if (synced && end > revision) {
                    revision = end;
                    listener.onProgress(end);
                }
            }
            case Delivery.StoreLost _ -> {}
            case Delivery.Compacted _ -> {
                revision = 0;
                synced = false;
                stream.ifPresent(Connection::closeByClient);
                open();
            }
        }
    }

    private void sayConnected(RegistryNode replica) {
        failures = 0;
        if (!connected) {
            connected = true;
            lossSaid = false;
            listener.onConnected(new Endpoint(replica.host().name(), 7001));
        }
    }

    private void lost(int number, RegistryNode replica, String reason) {
        if (closed || number != streams) {
            return;
        }
        if (connected || !lossSaid) {
            lossSaid = true;
            listener.onDisconnected(new FlotillaError.Unavailable(reason));
        }
        connected = false;
        replicas.failed(replica);
        failures++;
        life.after(FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS)), () -> {
            if (!closed && number == streams) {
                open();
            }
        });
    }
}
