package dev.flotilla.client.transport;

import dev.flotilla.client.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** The replicas the client knows, and the one it prefers: the last that answered. */
public final class Replicas implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final List<Replica> replicas;
    private final AtomicInteger preferred;

    /** Starts with a random one, so that many clients spread over the replicas. */
    public Replicas(List<Endpoint> endpoints, Channels channels, RandomGenerator random) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoints");
        }
        replicas = endpoints.stream()
                .map(endpoint -> new Replica(endpoint, channels.open(endpoint)))
                .toList();
        preferred = new AtomicInteger(random.nextInt(replicas.size()));
    }

    public int size() {
        return replicas.size();
    }

    public Replica preferred() {
        return replicas.get(preferred.get());
    }

    /** Prefers the next one, unless somebody else has already turned away from this one. */
    public void failed(Replica replica) {
        int index = replicas.indexOf(replica);
        preferred.compareAndSet(index, (index + 1) % replicas.size());
    }

    @Override
    public void close() {
        replicas.forEach(replica -> replica.channel().shutdown());
        Channels.cut(replicas.stream()
                .map(Replica::channel)
                .filter(channel -> !Channels.isOver(channel, CLOSE))
                .toList());
    }
}
