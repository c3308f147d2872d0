package dev.flotilla.simulation.store;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.simulation.network.Network;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import dev.flotilla.simulation.time.VirtualTime;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Health;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * One replica's way to the store. A call that gets no answer in time was not carried out, or nobody knows: then a commit
 * says so, as the port demands.
 */
public final class StoreLink implements Store {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final VirtualTime time;
    private final Network network;
    private final RandomGenerator random;
    private final Life life;
    private final Host storeHost;
    private final SimStore store;
    private final StoreWeather weather;
    private final UnaryOperator<Transaction> tampering;
    private final List<LinkWatch> watches = new ArrayList<>();

    /** @param tampering what becomes of a transaction on the way; leaves it alone, but for deliberate breakages */
    public StoreLink(
            VirtualTime time,
            Network network,
            RandomGenerator random,
            Life life,
            Host storeHost,
            SimStore store,
            StoreWeather weather,
            UnaryOperator<Transaction> tampering) {
        this.time = time;
        this.network = network;
        this.random = random;
        this.life = life;
        this.storeHost = storeHost;
        this.store = store;
        this.weather = weather;
        this.tampering = tampering;
    }

    private boolean reaches() {
        return !weather.isDown() && !network.isCut(life.host(), storeHost);
    }

    private boolean isAnswered() {
        return !weather.isDown() && !network.isCut(storeHost, life.host());
    }

    private long delay() {
        long slow = weather.slowness().toNanos();
        return network.latency() + (slow == 0 ? 0 : (long) (random.nextDouble() * slow));
    }

    /** There and back; an answer that does not come is a failure after the timeout. */
    private <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> atStore, Supplier<T> unanswered) {
        CompletableFuture<T> result = new CompletableFuture<>();
        time.after(TIMEOUT, () -> {
            if (!result.isDone()) {
                settle(result, unanswered);
            }
        });
        if (!reaches()) {
            return result;
        }
        time.after(delay(), () -> {
            if (!weather.isDown()) {
                atStore.get().whenComplete((value, failure) -> back(result, value, failure));
            }
        });
        return result;
    }

    private <T> void back(CompletableFuture<T> result, T value, Throwable failure) {
        if (!isAnswered()) {
            return;
        }
        time.after(delay(), () -> {
            if (life.isOver() || weather.isDown()) {
                return;
            }
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(
                        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure);
            }
        });
    }

    private static <T> void settle(CompletableFuture<T> result, Supplier<T> unanswered) {
        try {
            result.complete(unanswered.get());
        } catch (FlotillaException e) {
            result.completeExceptionally(e);
        }
    }

    private static <T> T unavailable() {
        throw new FlotillaError.Unavailable("the store did not answer").asException();
    }

    @Override
    public CompletableFuture<Page> read(ReadRequest request) {
        return call(() -> store.read(request), StoreLink::unavailable);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        CommitResult unknown = new CommitResult.OutcomeUnknown("the store did not answer");
        Transaction sent = tampering.apply(transaction);
        if (weather.unclear() > 0 && random.nextDouble() < weather.unclear()) {
            return unclear(sent, unknown);
        }
        return call(() -> store.commit(sent), () -> unknown);
    }

    /** Carried out, or lost, or carried out later: the caller learns nothing. */
    private CompletableFuture<CommitResult> unclear(Transaction transaction, CommitResult unknown) {
        CompletableFuture<CommitResult> result = new CompletableFuture<>();
        int fate = random.nextInt(3);
        long arrival = fate == 2 ? delay() + (long) (random.nextDouble() * TIMEOUT.toNanos()) : delay();
        if (fate != 1 && reaches()) {
            time.after(arrival, () -> {
                if (!weather.isDown()) {
                    store.commit(transaction);
                }
            });
        }
        time.after(delay() * 2, () -> result.complete(unknown));
        return result;
    }

    @Override
    public Watch watch(WatchRequest request, WatchListener listener) {
        LinkWatch watch = new LinkWatch(time, network, life, storeHost, weather, listener);
        watch.begin(store, request);
        watches.removeIf(LinkWatch::isOver);
        watches.add(watch);
        return watch;
    }

    /** Whether the store can be reached may have changed. */
    public void lookAgain() {
        List.copyOf(watches).forEach(LinkWatch::lookAgain);
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        return call(() -> store.grant(ttl), StoreLink::unavailable);
    }

    @Override
    public CompletableFuture<Duration> renew(LeaseId lease) {
        return call(() -> store.renew(lease), StoreLink::unavailable);
    }

    @Override
    public CompletableFuture<Void> revoke(LeaseId lease) {
        return call(() -> store.revoke(lease), StoreLink::unavailable);
    }

    @Override
    public CompletableFuture<Long> compact(long revision) {
        return call(() -> store.compact(revision), StoreLink::unavailable);
    }

    @Override
    public CompletableFuture<Health> health() {
        return call(store::health, () -> Health.down("the store did not answer"));
    }

    @Override
    public void close() {
        watches.forEach(LinkWatch::close);
    }
}
