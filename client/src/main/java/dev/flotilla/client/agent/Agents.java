package dev.flotilla.client.agent;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.transport.Channels;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Channels to agents, opened when first asked for and kept for the next time, the least recently used given up first. */
public final class Agents implements AutoCloseable {
    private static final int MOST = 256;

    private final Channels channels;
    private final Duration timeout;
    private final Map<Endpoint, ManagedChannel> open = new LinkedHashMap<>(16, 0.75f, true);

    public Agents(Channels channels, Duration timeout) {
        this.channels = channels;
        this.timeout = timeout;
    }

    public Agent at(Endpoint endpoint) {
        return new Agent(channel(endpoint), timeout);
    }

    private synchronized ManagedChannel channel(Endpoint endpoint) {
        ManagedChannel channel = open.computeIfAbsent(endpoint, channels::open);
        channel.resetConnectBackoff();
        if (open.size() > MOST) {
            Endpoint eldest = open.keySet().iterator().next();
            ManagedChannel old = open.remove(eldest);
            if (old != null) {
                old.shutdown(); // calls that are under way end by themselves
            }
        }
        return channel;
    }

    @Override
    public void close() {
        List<ManagedChannel> all;
        synchronized (this) {
            all = new ArrayList<>(open.values());
            open.clear();
        }
        all.forEach(ManagedChannel::shutdownNow);
    }
}
