package dev.flotilla.registry.bootstrap;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.Change;
import dev.flotilla.store.Store;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for a registration. One watch of the store serves them all, and it is only a signal: what a waiter is told is
 * read when its token changed. So nothing is lost between the read and the watch, whatever happens to the watch. On the loop.
 */
public final class DiscoveryWaits {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryWaits.class);

    /** A store that refuses a watch is not asked again at once. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Loop loop;
    private final Store store;
    private final KeyScheme keys;
    private final DiscoveryReads reads;
    private final Map<String, Set<Waiter>> waiting = new HashMap<>();
    private @Nullable Watch watch;
    private CompletableFuture<Long> started = new CompletableFuture<>();
    private boolean closed;

    private static final class Waiter {
        private final CompletableFuture<Discovery> answer = new CompletableFuture<>();
        private long from;
    }

    public DiscoveryWaits(Loop loop, Store store, KeyScheme keys, DiscoveryReads reads) {
        this.loop = loop;
        this.store = store;
        this.keys = keys;
        this.reads = reads;
    }

    CompletableFuture<Discovery> await(String token, long from, Duration patience) {
        if (closed) {
            return CompletableFuture.failedFuture(goingDown());
        }
        Waiter waiter = new Waiter();
        waiter.from = from;
        Set<Waiter> others = waiting.computeIfAbsent(token, none -> new LinkedHashSet<>());
        others.add(waiter);
        Loop.Timer timer = loop.after(patience, () -> reads.existing(token)
                .whenComplete((known, failure) -> complete(waiter.answer, known, failure)));
        CompletableFuture<Discovery> unused = waiter.answer.whenComplete((known, failure) -> {
            timer.cancel();
            others.remove(waiter);
            if (others.isEmpty()) {
                waiting.remove(token, others);
            }
        });
        ensureWatch();
        boolean watching = started.isDone();
        if (from > 0) {
            // What has happened is told also while the store cannot be watched.
            look(token, Set.of(waiter));
        }
        if (from == 0 || !watching) {
            afterStart(Set.of(token));
        }
        return waiter.answer;
    }

    /** How many wait. */
    public int size() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    /** The store may not be what the watch believes it is: another watch, and everybody looks once more. */
    public void lookAgain() {
        if (watch != null) {
            watchAnew();
        }
    }

    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        List.copyOf(waiting.values()).forEach(waiters -> Set.copyOf(waiters)
                .forEach(waiter -> waiter.answer.completeExceptionally(goingDown())));
    }

    /** Stays open once somebody has waited: tokens change seldom. */
    private void ensureWatch() {
        if (watch == null) {
            Watch opened = store.watch(WatchRequest.prefix(keys.etcdDiscovery(), 0), new Signals());
            watch = opened;
            started = opened.started();
        }
    }

    /** What changed before the watch was there is no news of the watch: everybody looks once more. */
    private void afterStart(Set<String> tokens) {
        CompletableFuture<Void> looked = loop.bring(started).thenAccept(since -> {
            tokens.forEach(token -> waiting.getOrDefault(token, Set.of()).stream()
                    .filter(waiter -> waiter.from == 0)
                    .forEach(waiter -> waiter.from = since + 1));
            changed(tokens);
        });
    }

    private void look(String token, Set<Waiter> waiters) {
        reads.existing(token)
                .whenComplete((known, failure) -> waiters.forEach(waiter -> {
                    if (failure != null) {
                        waiter.answer.completeExceptionally(failure);
                    } else if (waiter.from > 0 && known.isNewsFrom(waiter.from)) {
                        waiter.answer.complete(known);
                    }
                }));
    }

    private void changed(Set<String> tokens) {
        tokens.forEach(token -> {
            Set<Waiter> waiters = waiting.getOrDefault(token, Set.of());
            if (!waiters.isEmpty()) {
                look(token, Set.copyOf(waiters));
            }
        });
    }

    private void again(String reason) {
        LOG.warn("the watch of the discovery tokens begins anew: {}", reason);
        loop.after(PAUSE, this::watchAnew);
    }

    private void watchAnew() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
        if (!closed && !waiting.isEmpty()) {
            ensureWatch();
            afterStart(Set.copyOf(waiting.keySet()));
        }
    }

    private static void complete(
            CompletableFuture<Discovery> answer, @Nullable Discovery known, @Nullable Throwable failure) {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(known);
        }
    }

    private static RuntimeException goingDown() {
        return new FlotillaError.Unavailable("this replica is going down").asException();
    }

    /** From the store's thread to the loop. */
    private final class Signals implements WatchListener {
        @Override
        public void onBatch(WatchBatch batch) {
            Set<String> tokens = new LinkedHashSet<>();
            for (Change change : batch.changes()) {
                if (keys.parse(change.key()) instanceof ParsedKey.EtcdDiscovery(String token, String _)) {
                    tokens.add(token);
                }
            }
            loop.execute(() -> changed(tokens));
        }

        @Override
        public void onCompacted(long compactedRevision) {
            loop.execute(() -> again("what comes next was compacted"));
        }

        @Override
        public void onFailed(FlotillaError error) {
            loop.execute(() -> again(error.message()));
        }
    }
}
