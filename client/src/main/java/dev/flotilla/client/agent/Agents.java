package dev.flotilla.client.agent;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.transport.Channels;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        ManagedChannel channel = open.compute(endpoint, this::working);
        if (open.size() > MOST) {
            Endpoint eldest = open.keySet().iterator().next();
            ManagedChannel old = open.remove(eldest);
            if (old != null) {
                old.shutdown(); // calls that are under way end by themselves
            }
        }
        return channel;
    }

    /**
     * Of a machine that was away the channel waits ever longer before it tries again, and may be in an attempt that the machine
     * swallowed: a new one begins at once.
     */
    private ManagedChannel working(Endpoint endpoint, @Nullable ManagedChannel known) {
        if (known != null && known.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
            return known;
        }
        if (known != null) {
            known.shutdown(); // who waits for it still may
        }
        return channels.open(endpoint);
    }

    @Override
    public void close() {
        List<ManagedChannel> all;
        synchronized (this) {
            all = new ArrayList<>(open.values());
            open.clear();
        }
        Channels.cut(all);
    }
}
