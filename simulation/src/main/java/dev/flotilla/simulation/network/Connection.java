package dev.flotilla.simulation.network;

import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * A connection as TCP gives it: in each direction everything arrives in order or, when it breaks, nothing more does. What
 * is sent into a cut waits. Each end hears of the end for itself, or never when it is not there any more.
 */
public final class Connection {
    private final Network network;
    private final Life client;
    private final Host server;
    private final Way up;
    private final Way down;
    private Optional<Life> serverLife;
    private Runnable clientClosed = () -> {};
    private Runnable serverClosed = () -> {};
    private Runnable drained = () -> {};
    private boolean broken;
    private boolean endedByServer;

    private final class Way {
        private final Host from;
        private final Host to;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private long lastArrival;

        private Way(Host from, Host to) {
            this.from = from;
            this.to = to;
        }

        private void send(Runnable message) {
            if (broken) {
                return;
            }
            if (network.isCut(from, to)) {
                waiting.add(message);
            } else {
                travel(message);
            }
        }

        private void travel(Runnable message) {
            arrive(message, network.latency());
        }

        private void arrive(Runnable message, long latency) {
            lastArrival = Math.max(lastArrival, network.time().now() + latency);
            network.time().after(lastArrival - network.time().now(), () -> {
                if (!broken) {
                    message.run();
                }
            });
        }

        /** What has waited comes in one piece, a call together with its cancellation. */
        private void flush() {
            long latency = network.latency();
            while (!waiting.isEmpty()) {
                arrive(waiting.remove(), latency);
            }
        }
    }

    Connection(Network network, Life client, Host server) {
        this.network = network;
        this.client = client;
        this.server = server;
        this.serverLife = server.life();
        this.up = new Way(client.host(), server);
        this.down = new Way(server, client.host());
    }

    public void onClientClosed(Runnable action) {
        clientClosed = action;
    }

    public void onServerClosed(Runnable action) {
        serverClosed = action;
    }

    /** What waited for the server's direction to be free has gone out. */
    public void onDrained(Runnable action) {
        drained = action;
    }

    /** Runs it in the server's process when it arrives there; a server that is not there (any more) refuses. */
    public void toServer(Runnable message) {
        up.send(() -> {
            if (serverLife.isEmpty() || serverLife.get().isOver()) {
                refuse();
            } else {
                serverLife.get().execute(() -> {
                    if (!broken) {
                        message.run();
                    }
                });
            }
        });
    }

    public void toClient(Runnable message) {
        down.send(() -> client.execute(() -> {
            if (!broken) {
                message.run();
            }
        }));
    }

    /** Messages to the client that cannot leave. */
    public int backlog() {
        return down.waiting.size();
    }

    public boolean isBroken() {
        return broken;
    }

    /** Whether it was the server that ended it. */
    public boolean isEndedByServer() {
        return endedByServer;
    }

    /** The client has had enough; the server hears of it. */
    public void closeByClient() {
        if (!broken) {
            up.send(this::serverEnds);
            clientClosed = () -> {};
        }
    }

    /** The server ends it after what it sent. */
    public void closeByServer() {
        if (!broken) {
            serverClosed = () -> {};
            down.send(() -> {
                broken = true;
                endedByServer = true;
                client.execute(clientClosed);
            });
        }
    }

    private void serverEnds() {
        broken = true;
        serverLife.ifPresent(life -> life.execute(serverClosed));
    }

    private void refuse() {
        broken = true;
        network.time().after(network.latency(), () -> client.execute(clientClosed));
    }

    boolean concerns(Host host) {
        return client.host() == host || server == host;
    }

    void flush() {
        if (!broken) {
            up.flush();
            if (!down.waiting.isEmpty()) {
                down.flush();
                serverLife.ifPresent(life -> life.execute(drained));
            }
        }
    }

    /** It was cut; when it still is when the probes have failed, it is given up. */
    void suspect() {
        network.time().after(network.keepAlive(), () -> {
            if (!broken && (network.isCut(up.from, up.to) || network.isCut(down.from, down.to))) {
                broken = true;
                client.execute(clientClosed);
                network.time()
                        .after(network.keepAlive(), () -> serverLife.ifPresent(life -> life.execute(serverClosed)));
            }
        });
    }

    void reset() {
        if (!broken) {
            broken = true;
            network.time().after(network.latency(), () -> client.execute(clientClosed));
            network.time().after(network.latency(), () -> serverLife.ifPresent(life -> life.execute(serverClosed)));
        }
    }

    void lostEnd(Host gone, boolean soon) {
        if (broken) {
            return;
        }
        broken = true;
        boolean cut = network.isCut(up.from, up.to) || network.isCut(down.from, down.to);
        long delay = soon && !cut ? network.latency() : network.keepAlive();
        network.time().after(delay, () -> {
            if (gone == server) {
                client.execute(clientClosed);
            } else {
                serverLife.ifPresent(life -> life.execute(serverClosed));
            }
        });
    }
}
