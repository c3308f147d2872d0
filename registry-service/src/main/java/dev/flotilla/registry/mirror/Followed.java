package dev.flotilla.registry.mirror;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link Holdings} in step with a prefix of the store: one read, one watch, and again when the watch ends. */
final class Followed {
    private static final Logger LOG = LoggerFactory.getLogger(Followed.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Loop loop;
    private final Store store;
    private final String prefix;
    private final Runnable changed;
    private final Holdings holdings = new Holdings();
    private Optional<Watch> watch = Optional.empty();
    private long watchNumber;
    private boolean known;
    private boolean reading;
    private boolean closed;

    /** @param changed is run on the loop */
    Followed(Loop loop, Store store, String prefix, Runnable changed) {
        this.loop = loop;
        this.store = store;
        this.prefix = prefix;
        this.changed = changed;
    }

    Holdings holdings() {
        return holdings;
    }

    /** Whether it was read at all. */
    boolean known() {
        return known;
    }

    /** On the loop: reads it anew. */
    void read() {
        if (closed || reading) {
            return;
        }
        reading = true;
        loop.bring(store.read(ReadRequest.prefix(prefix))).whenComplete((page, failure) -> {
            reading = false;
            if (closed) {
                return;
            }
            if (failure != null) {
                LOG.debug("{} cannot be read", prefix, failure);
                loop.after(RETRY, this::read);
                return;
            }
            watch.ifPresent(Watch::close);
            known = true;
            holdings.load(page.entries());
            watch = Optional.of(store.watch(WatchRequest.prefix(prefix, page.revision()), new Inbox(++watchNumber)));
            changed.run();
        });
    }

    void close() {
        closed = true;
        watch.ifPresent(Watch::close);
    }

    /** Takes what the store tells over to the loop. */
    private final class Inbox implements WatchListener {
        private final long number;

        private Inbox(long number) {
            this.number = number;
        }

        @Override
        public void onBatch(WatchBatch batch) {
            hand(() -> {
                holdings.apply(batch);
                changed.run();
            });
        }

        @Override
        public void onCompacted(long compactedRevision) {
            hand(Followed.this::read);
        }

        @Override
        public void onFailed(FlotillaError error) {
            LOG.warn("the watch of {} ended, reading again: {}", prefix, error.message());
            hand(() -> loop.after(RETRY, Followed.this::read));
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
