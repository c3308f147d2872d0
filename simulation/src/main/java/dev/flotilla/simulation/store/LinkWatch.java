package dev.flotilla.simulation.store;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.simulation.network.Network;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import dev.flotilla.simulation.time.VirtualTime;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A watch over a network: what happens in an outage comes after it, without a gap. */
final class LinkWatch implements Watch, WatchListener {
    private static final Duration NOTICED_AFTER = Duration.ofSeconds(1);

    private final VirtualTime time;
    private final Network network;
    private final Life life;
    private final Host storeHost;
    private final StoreWeather weather;
    private final WatchListener listener;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private Optional<Watch> watch = Optional.empty();
    private long lastArrival;
    private boolean outageSaid;
    private boolean closed;

    LinkWatch(
            VirtualTime time,
            Network network,
            Life life,
            Host storeHost,
            StoreWeather weather,
            WatchListener listener) {
        this.time = time;
        this.network = network;
        this.life = life;
        this.storeHost = storeHost;
        this.weather = weather;
        this.listener = listener;
    }

    void begin(SimStore store, WatchRequest request) {
        watch = Optional.of(store.watch(request, this));
        lookAgain();
    }

    boolean isOver() {
        return closed || life.isOver();
    }

    private boolean isOpen() {
        return !weather.isDown() && !network.isCut(storeHost, life.host()) && !network.isCut(life.host(), storeHost);
    }

    void lookAgain() {
        if (isOver()) {
            close();
        } else if (isOpen()) {
            if (outageSaid) {
                outageSaid = false;
                travel(listener::onReconnected);
            }
            while (!waiting.isEmpty()) {
                travel(waiting.remove());
            }
        } else {
            time.after(NOTICED_AFTER, () -> {
                if (!isOver() && !isOpen() && !outageSaid) {
                    outageSaid = true;
                    travel(() -> listener.onDisconnected("the store does not answer"));
                }
            });
        }
    }

    private void tell(Runnable call) {
        if (isOpen()) {
            travel(call);
        } else {
            waiting.add(call);
        }
    }

    private void travel(Runnable call) {
        lastArrival = Math.max(lastArrival, time.now() + network.latency());
        time.after(lastArrival - time.now(), () -> {
            if (!isOver()) {
                life.host().attempt(call);
            }
        });
    }

    @Override
    public void onBatch(WatchBatch batch) {
        tell(() -> listener.onBatch(batch));
    }

    @Override
    public void onProgress(long revision) {
        tell(() -> listener.onProgress(revision));
    }

    @Override
    public void onCompacted(long compactedRevision) {
        tell(() -> listener.onCompacted(compactedRevision));
    }

    @Override
    public void onFailed(FlotillaError error) {
        tell(() -> listener.onFailed(error));
    }

    @Override
    public CompletableFuture<Long> started() {
        return watch.orElseThrow().started();
    }

    @Override
    public void close() {
        closed = true;
        watch.ifPresent(Watch::close);
    }
}
