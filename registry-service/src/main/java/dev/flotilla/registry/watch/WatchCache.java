package dev.flotilla.registry.watch;

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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Cluster} in step with the store: one read, then one watch. When the store has forgotten changes that were not
 * seen yet, it reads again.
 *
 * <p>No watch tells that the store was restored from a backup or wiped: an etcd that is asked for what comes after a revision
 * that it does not have waits for it, as a member that lags behind should. So the cluster is also read again when a call that
 * cannot go back is {@linkplain #asking answered} at an older revision than was seen before it was sent.
 *
 * <p>Everything but {@link #start} and the subscriptions' own methods is called on the loop.
 */
public final class WatchCache {
    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Loop loop;
    private final Store store;
    private final KeyScheme keys;
    private final Cluster cluster = new Cluster();
    private final Written written = new Written();
    private final ClusterUpdate update;
    private final History history;
    private final Waiters waiters;
    private final List<ClusterListener> listeners = new ArrayList<>();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    private Optional<Watch> watch = Optional.empty();
    /** Of the watch that counts; what older ones still tell is about a state that was left behind. */
    private long watchNumber;

    private boolean caughtUp;
    /** Until it is loaded, the watch is not listened to: so what is read is never behind what is shown. */
    private boolean reading = true;
    /** The revision that is shown is one of a store that is no more. */
    private boolean wentBack;

    private boolean connected;
    /** Since the cluster was read. */
    private boolean interrupted;

    private boolean saidUnreadable;
    private boolean closed;

    /**
     * @param historySize so many changes are kept for watchers that resume
     * @param patience how long a read waits for a revision that this replica has not seen
     */
    public WatchCache(Loop loop, Store store, KeyScheme keys, int historySize, Duration patience) {
        this.loop = loop;
        this.store = store;
        this.keys = keys;
        this.update = new ClusterUpdate(keys, cluster, written);
        this.history = new History(historySize);
        this.waiters = new Waiters(loop, patience);
    }

    /** Listeners are told in the order in which they were added; add them before the start. */
    public void addListener(ClusterListener listener) {
        listeners.add(listener);
    }

    /** Begins to read, and goes on trying until the store answers. */
    public void start() {
        loop.execute(this::read);
    }

    public void close() {
        closed = true;
        watch.ifPresent(Watch::close);
        List.copyOf(subscriptions).forEach(Subscription::startOver);
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Where those who write leave what they write. */
    public Written written() {
        return written;
    }

    /** Whether the cluster shows a state of the store (not necessarily the newest). */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Whether the store can be followed now. */
    public boolean isConnected() {
        return connected;
    }

    /** Completes when the cluster shows this revision; {@code Unavailable} when it takes too long. 0 never waits. */
    public CompletableFuture<Void> await(long revision) {
        return waiters.await(caughtUp ? revision : Math.max(1, revision), shown());
    }

    /**
     * After a write: completes when the cluster shows it. The write is done, so this never fails; when the watch lags too
     * much, the revision has to do.
     */
    public CompletableFuture<Long> reached(long revision) {
        return waiters.await(revision, shown()).handle((done, failure) -> revision);
    }

    /**
     * A call is sent whose answer cannot be older than what is shown now.
     *
     * @return is told the revision of the answer: an older one shows that the store was restored or wiped
     */
    public LongConsumer asking() {
        long seen = cluster.revision();
        long number = watchNumber;
        return answered -> {
            // What was read since then may be from after that: only a later call can tell.
            if (answered < seen && number == watchNumber && !wentBack) {
                LOG.warn(
                        "the store is at revision {} after {}: it was restored or wiped, reading again",
                        answered,
                        cluster.revision());
                wentBack = true;
                lookAgain();
            }
        };
    }

    /**
     * Reads everything anew when the store was away since the last time: it may be another one now. A store that only took its time
     * is not burdened with that.
     */
    public void lookAgainIfInterrupted() {
        if (interrupted) {
            lookAgain();
        }
    }

    private void lookAgain() {
        if (!reading) {
            leaveWatch();
            read();
        }
    }

    /**
     * Follows the cluster.
     *
     * @param after 0: a snapshot first; otherwise only what comes after this revision
     * @param asked the name of the revision's history, empty when it is not known; see {@link HistoryName}
     */
    public Subscription subscribe(Set<Kind> kinds, long after, String asked, Consumer<Delivery> consumer) {
        Subscription subscription =
                new Subscription(loop, history, cluster, Set.copyOf(kinds), consumer, subscriptions::remove);
        subscriptions.add(subscription);
        if (after == 0) {
            subscription.startWithSnapshot();
        } else if (cluster.history().covers(asked) && history.reachesBackTo(after) && after <= cluster.revision()) {
            subscription.startAfter(after);
        } else {
            subscription.startOver();
        }
        return subscription;
    }

    /** Sends all followers away: the store cannot be reached, and what they are told here gets old. */
    void endSubscriptions() {
        List.copyOf(subscriptions).forEach(Subscription::storeLost);
    }

    public int subscriptions() {
        return subscriptions.size();
    }

    public long historySize() {
        return history.weight();
    }

    private void read() {
        if (closed) {
            return;
        }
        loop.bring(store.read(ReadRequest.prefix(keys.prefix()))).whenComplete((page, failure) -> {
            if (closed) {
                return;
            }
            if (failure != null) {
                retryRead(Futures.error(failure));
            } else {
                loaded(page);
            }
        });
    }

    private void retryRead(FlotillaError error) {
        if (!saidUnreadable) {
            LOG.warn("the store cannot be read, trying on: {}", error.message());
            saidUnreadable = true;
        }
        loop.after(RETRY, this::read);
    }

    private void loaded(Page page) {
        boolean back = wentBack || page.revision() < cluster.revision();
        reading = false;
        wentBack = false;
        interrupted = false;
        saidUnreadable = false;
        update.load(page.entries(), page.revision());
        history.reset(page.revision());
        LOG.info("read {} records at revision {}", page.entries().size(), page.revision());
        boolean first = !caughtUp;
        caughtUp = true;
        if (!first) {
            List.copyOf(subscriptions).forEach(Subscription::startOver);
        }
        listeners.forEach(ClusterListener::reset);
        if (back) {
            listeners.forEach(ClusterListener::wentBack);
        }
        if (first) {
            connected = true;
        } else {
            setConnected(true);
        }
        follow(page.revision());
        settle();
    }

    private void follow(long after) {
        watch.ifPresent(Watch::close);
        watch = Optional.of(store.watch(WatchRequest.prefix(keys.prefix(), after), new Inbox(++watchNumber)));
    }

    private void leaveWatch() {
        reading = true;
        watchNumber++;
    }

    /** What those who wait for a revision may rely on. */
    private long shown() {
        return wentBack ? 0 : cluster.revision();
    }

    private void drain() {
        draining.set(false);
        if (closed) {
            inbox.clear();
            return;
        }
        for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
            next.run();
        }
        settle();
    }

    private void settle() {
        listeners.forEach(ClusterListener::settled);
        waiters.reached(shown());
        List.copyOf(subscriptions).forEach(Subscription::pump);
    }

    private void apply(WatchBatch batch) {
        if (batch.revision() <= cluster.revision()) {
            return; // from the watch before the last read
        }
        Set<String> replicas = Set.copyOf(cluster.replicas());
        RevisionChanges changes = update.apply(batch);
        history.append(changes);
        listeners.forEach(listener -> listener.applied(changes));
        if (!replicas.equals(cluster.replicas())) {
            listeners.forEach(ClusterListener::replicasChanged);
        }
    }

    private void setConnected(boolean now) {
        interrupted |= !now;
        if (connected != now) {
            connected = now;
            listeners.forEach(now ? ClusterListener::reconnected : ClusterListener::disconnected);
        }
    }

    /** Takes what the store tells over to the loop; many batches become one task. */
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
            hand(() -> cluster.reach(revision));
        }

        @Override
        public void onCompacted(long compactedRevision) {
            hand(() -> {
                LOG.warn("changes before revision {} were missed, reading again", compactedRevision);
                lookAgain();
            });
        }

        @Override
        public void onFailed(FlotillaError error) {
            hand(() -> {
                LOG.error("the watch of the store ended, reading again: {}", error.message());
                leaveWatch();
                setConnected(false);
                loop.after(RETRY, WatchCache.this::read);
            });
        }

        @Override
        public void onDisconnected(String reason) {
            hand(() -> {
                LOG.warn("the store cannot be reached: {}", reason);
                setConnected(false);
            });
        }

        @Override
        public void onReconnected() {
            hand(() -> {
                LOG.info("the store is reachable again");
                setConnected(true);
            });
        }

        private void hand(Runnable task) {
            inbox.add(() -> {
                if (number == watchNumber) {
                    task.run();
                }
            });
            if (draining.compareAndSet(false, true)) {
                loop.execute(WatchCache.this::drain);
            }
        }
    }
}
