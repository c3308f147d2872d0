package dev.flotilla.registry.discovery;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of services in step with the store: one read, then one watch. Everything but {@link #start} and
 * {@link #whenRead} is called on the loop.
 */
final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Loop loop;
    private final Store store;
    private final KeyScheme keys;
    private final Supplier<String> ids;
    private final CatalogState state;
    private final List<CatalogListener> listeners = new ArrayList<>();
    private final Set<CatalogSubscription> subscriptions = new LinkedHashSet<>();
    private final CompletableFuture<Void> firstRead = new CompletableFuture<>();

    private Optional<Watch> watch = Optional.empty();
    /** Of the watch that counts. */
    private long watchNumber;
    /** Names the history since the last read: positions of another one mean nothing here. */
    private String history = "";

    private boolean reading;
    private boolean saidUnreadable;
    private boolean closed;

    /** @param ids makes ids that are never the same */
    Catalog(Loop loop, Store store, KeyScheme keys, Supplier<String> ids) {
        this.loop = loop;
        this.store = store;
        this.keys = keys;
        this.ids = ids;
        this.state = new CatalogState(keys);
    }

    void addListener(CatalogListener listener) {
        listeners.add(listener);
    }

    /** Begins to read, and goes on trying until the store answers. */
    void start() {
        loop.execute(this::reread);
    }

    void close() {
        closed = true;
        watch.ifPresent(Watch::close);
    }

    CatalogState state() {
        return state;
    }

    String history() {
        return history;
    }

    int subscriptions() {
        return subscriptions.size();
    }

    /** Completes, on the loop, when there is a state to show. */
    CompletableFuture<Void> whenRead() {
        return loop.bring(firstRead);
    }

    /**
     * Reads everything anew: something showed that the store is not what the watch believes it is, as after it was wiped.
     */
    void reread() {
        if (!reading && !closed) {
            reading = true;
            read();
        }
    }

    /**
     * @param position as {@link CatalogDelivery#position} told it; anything else begins with everything
     * @param sentAway is run instead of a delivery, the last thing that happens, once the store was lost
     */
    CatalogSubscription subscribe(
            String position, CatalogFilter filter, Consumer<CatalogDelivery> consumer, Runnable sentAway) {
        CatalogSubscription subscription =
                new CatalogSubscription(loop, this, filter, consumer, sentAway, subscriptions::remove, position);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Sends all followers away. */
    void storeLost() {
        List.copyOf(subscriptions).forEach(CatalogSubscription::storeLost);
    }

    private void read() {
        loop.bring(store.read(ReadRequest.prefix(keys.servicesAndWithdrawn()))).whenComplete((page, failure) -> {
            if (closed) {
                return;
            }
            if (failure == null) {
                loaded(page);
                return;
            }
            if (!saidUnreadable) {
                saidUnreadable = true;
                LOG.warn(
                        "services cannot be read, trying on: {}",
                        Futures.error(failure).message());
            }
            loop.after(RETRY, this::read);
        });
    }

    private void loaded(Page page) {
        reading = false;
        saidUnreadable = false;
        history = ids.get();
        state.load(page.entries(), page.revision());
        watch.ifPresent(Watch::close);
        watch = Optional.of(store.watch(
                WatchRequest.prefix(keys.servicesAndWithdrawn(), page.revision()), new Inbox(++watchNumber)));
        firstRead.complete(null);
        listeners.forEach(CatalogListener::reset);
        pump();
    }

    private void apply(WatchBatch batch) {
        if (batch.revision() <= state.revision()) {
            return;
        }
        var touched = state.apply(batch);
        if (!touched.isEmpty()) {
            listeners.forEach(listener -> listener.changed(touched));
            pump();
        }
    }

    private void pump() {
        List.copyOf(subscriptions).forEach(CatalogSubscription::pump);
    }

    /** Takes what the store tells over to the loop. */
    private final class Inbox implements WatchListener {
        private final long number;

        private Inbox(long number) {
            this.number = number;
        }

        @Override
        public void onBatch(WatchBatch batch) {
            hand(() -> apply(batch));
        }

        @Override
        public void onProgress(long revision) {
            hand(() -> state.reach(revision));
        }

        @Override
        public void onCompacted(long compactedRevision) {
            hand(Catalog.this::reread);
        }

        @Override
        public void onFailed(FlotillaError error) {
            hand(() -> {
                LOG.error("the watch of services ended, reading again: {}", error.message());
                loop.after(RETRY, Catalog.this::reread);
            });
        }

        private void hand(Runnable task) {
            loop.execute(() -> {
                if (number == watchNumber && !closed) {
                    task.run();
                }
            });
        }
    }
}
