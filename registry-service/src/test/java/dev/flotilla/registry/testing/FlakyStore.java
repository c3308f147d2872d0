package dev.flotilla.registry.testing;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Health;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One replica's way to the store, which a test can cut, slow down or make forgetful. */
public final class FlakyStore implements Store {

    /** What becomes of a commit. */
    public enum Fate {
        /** Carried out and answered. */
        NORMAL,
        /** Carried out, but nobody hears of it. */
        ANSWER_LOST,
        /** Lost on the way. */
        NEVER_ARRIVED,
        /** Held until {@link #releaseHeld}; the caller is told that nothing is known. */
        LATE
    }

    private final Store store;
    private final Queue<Fate> fates = new ArrayDeque<>();
    private final List<Transaction> late = new ArrayList<>();
    private final List<Valve> valves = new ArrayList<>();
    private Predicate<Transaction> chosen = transaction -> true;
    private final List<Runnable> unaccepted = new ArrayList<>();
    private boolean cut;
    private boolean accepting = true;
    private CompletableFuture<Void> leaseAnswers = CompletableFuture.completedFuture(null);
    private Runnable beforeCommit = () -> {};

    public FlakyStore(Store store) {
        this.store = store;
    }

    /** The next commits that the predicate chooses end so. */
    public void next(Predicate<Transaction> which, Fate... next) {
        chosen = which;
        fates.addAll(List.of(next));
    }

    /** Something else happens right before the next commit arrives. */
    public void beforeNextCommit(Runnable event) {
        beforeCommit = event;
    }

    /** The late transactions arrive at last. */
    public void releaseHeld() {
        late.forEach(store::commit);
        late.clear();
    }

    /** The store cannot be reached any more. */
    public void cut() {
        cut = true;
        valves.forEach(valve -> valve.close(true));
    }

    /** The store can be reached again; nothing that happened is missed. */
    public void heal() {
        cut = false;
        valves.forEach(Valve::open);
    }

    /** What the watch would tell is held back. */
    public void holdWatch() {
        valves.forEach(valve -> valve.close(false));
    }

    public void releaseWatch() {
        valves.forEach(Valve::open);
    }

    /** New watches are not accepted, until they are. */
    public void acceptNoWatch() {
        accepting = false;
    }

    public void acceptWatches() {
        accepting = true;
        unaccepted.forEach(Runnable::run);
        unaccepted.clear();
    }

    /**
     * The store carries out what it is asked for leases from now on, but its answers stay out.
     *
     * @return lets them arrive when it is completed, or fail
     */
    public CompletableFuture<Void> holdLeaseAnswers() {
        leaseAnswers = new CompletableFuture<>();
        return leaseAnswers;
    }

    /** What was held back is gone: the watches are told that it was compacted. */
    public void compactedInstead() {
        List.copyOf(valves).forEach(Valve::compact);
    }

    private <T> CompletableFuture<T> through(Supplier<CompletableFuture<T>> call) {
        return cut
                ? CompletableFuture.failedFuture(new FlotillaError.Unavailable("cut off").asException())
                : call.get();
    }

    private <T> CompletableFuture<T> ofLease(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> answer = through(call);
        return leaseAnswers.thenCompose(arrived -> answer);
    }

    @Override
    public CompletableFuture<Page> read(ReadRequest request) {
        return through(() -> store.read(request));
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        Runnable event = beforeCommit;
        beforeCommit = () -> {};
        event.run();
        return through(() -> {
            Fate fate = !fates.isEmpty() && chosen.test(transaction) ? fates.remove() : Fate.NORMAL;
            CommitResult unknown = new CommitResult.OutcomeUnknown("the connection broke");
            Function<CommitResult, CommitResult> forget = result -> unknown;
            return switch (fate) {
                case NORMAL -> store.commit(transaction);
                case ANSWER_LOST -> store.commit(transaction).thenApply(forget);
                case NEVER_ARRIVED -> CompletableFuture.completedFuture(unknown);
                case LATE -> {
                    late.add(transaction);
                    yield CompletableFuture.completedFuture(unknown);
                }
            };
        });
    }

    @Override
    public Watch watch(WatchRequest request, WatchListener listener) {
        Valve valve = new Valve(listener);
        valves.add(valve);
        if (accepting) {
            return store.watch(request, valve);
        }
        LateWatch late = new LateWatch();
        unaccepted.add(() -> late.begin(store.watch(request, valve)));
        return late;
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        return ofLease(() -> store.grant(ttl));
    }

    @Override
    public CompletableFuture<Duration> renew(LeaseId lease) {
        return ofLease(() -> store.renew(lease));
    }

    @Override
    public CompletableFuture<Void> revoke(LeaseId lease) {
        return through(() -> store.revoke(lease));
    }

    @Override
    public CompletableFuture<Long> compact(long revision) {
        return through(() -> store.compact(revision));
    }

    @Override
    public CompletableFuture<Health> health() {
        return cut ? CompletableFuture.completedFuture(Health.down("cut off")) : store.health();
    }

    @Override
    public void close() {}

    private static final class LateWatch implements Watch {
        private final CompletableFuture<Long> started = new CompletableFuture<>();
        private Optional<Watch> watch = Optional.empty();

        private void begin(Watch begun) {
            watch = Optional.of(begun);
            begun.started().thenAccept(started::complete);
        }

        @Override
        public CompletableFuture<Long> started() {
            return started;
        }

        @Override
        public void close() {
            watch.ifPresent(Watch::close);
        }
    }

    private static final class Valve implements WatchListener {
        private final WatchListener listener;
        private final List<Runnable> held = new ArrayList<>();
        private boolean closed;
        private boolean disconnected;

        private Valve(WatchListener listener) {
            this.listener = listener;
        }

        private void close(boolean tell) {
            closed = true;
            if (tell && !disconnected) {
                disconnected = true;
                listener.onDisconnected("cut off");
            }
        }

        private void open() {
            closed = false;
            if (disconnected) {
                disconnected = false;
                listener.onReconnected();
            }
            held.forEach(Runnable::run);
            held.clear();
        }

        private void compact() {
            held.clear();
            listener.onCompacted(1);
        }

        private void tell(Runnable call) {
            if (closed) {
                held.add(call);
            } else {
                call.run();
            }
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
    }
}
