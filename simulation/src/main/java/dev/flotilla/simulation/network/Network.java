package dev.flotilla.simulation.network;

import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import dev.flotilla.simulation.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Everything between hosts: how long it takes, and what is cut. */
public final class Network {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(8);

    private final VirtualTime time;
    private final RandomGenerator random;
    private final Map<String, Integer> cuts = new HashMap<>();
    private final List<Connection> connections = new ArrayList<>();

    public Network(VirtualTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    VirtualTime time() {
        return time;
    }

    /** How long a message takes, in nanoseconds: mostly well under a millisecond, sometimes much longer. */
    public long latency() {
        long usual = 100_000L + random.nextInt(400_000);
        return random.nextInt(50) == 0 ? usual + random.nextInt(40_000_000) : usual;
    }

    /** A connection broken by a silent peer is noticed after a while, by each end for itself. */
    long keepAlive() {
        return KEEP_ALIVE.toNanos() / 2 + (long) (random.nextDouble() * KEEP_ALIVE.toNanos());
    }

    public Connection connect(Life client, Host server) {
        Connection connection = new Connection(this, client, server);
        connections.removeIf(Connection::isBroken);
        connections.add(connection);
        return connection;
    }

    public boolean isCut(Host from, Host to) {
        return cuts.getOrDefault(key(from, to), 0) > 0;
    }

    /** Messages of this direction wait; when it lasts, connections break. */
    public void cut(Host from, Host to) {
        cuts.merge(key(from, to), 1, Integer::sum);
        from.suffers();
        to.suffers();
        open(from, to).forEach(Connection::suspect);
    }

    public void heal(Host from, Host to) {
        cuts.merge(key(from, to), -1, Integer::sum);
        from.recovers();
        to.recovers();
        if (!isCut(from, to)) {
            open(from, to).forEach(Connection::flush);
        }
    }

    /** The connections of this host break; both ends hear of it soon. */
    public void breakAll(Host host) {
        host.troubled();
        List.copyOf(connections).stream()
                .filter(connection -> connection.concerns(host))
                .forEach(Connection::reset);
    }

    /** The process is gone: the others hear of it soon, when its host still stands to say so. */
    public void gone(Host host, boolean hostStands) {
        List.copyOf(connections).stream()
                .filter(connection -> connection.concerns(host))
                .forEach(connection -> connection.lostEnd(host, hostStands));
    }

    private List<Connection> open(Host from, Host to) {
        return List.copyOf(connections).stream()
                .filter(connection -> connection.concerns(from) && connection.concerns(to))
                .toList();
    }

    private static String key(Host from, Host to) {
        return from.name() + ">" + to.name();
    }
}
