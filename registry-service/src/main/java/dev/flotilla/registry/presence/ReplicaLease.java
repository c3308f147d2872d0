package dev.flotilla.registry.presence;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.Registration;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This replica's sign of life in the store: a key on a lease, renewed three times a TTL. When the lease is gone, the others
 * count this replica's machines as orphans; so it says so, and registers anew under the same id as soon as it can.
 *
 * <p>Whether the lease is gone only the store can say, and a busy one may take its time. Until then a lease that has run out by
 * this replica's own clock is in doubt: it is not given up, but nobody is to rely on it. On the loop.
 */
public final class ReplicaLease implements Registration {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLease.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Loop loop;
    private final Store store;
    private final Commits commits;
    private final String key;
    private final Value address;
    private final Duration ttl;
    private final Listener listener;

    private Optional<LeaseId> lease = Optional.empty();
    private Loop.Timer nextRenewal = () -> {};
    /** The store counts from a renewal's arrival: not earlier than it was sent. */
    private long validUntil;

    private boolean wasLost;
    private boolean announcing;
    private boolean closed;

    /** Is told what becomes of the lease. */
    public interface Listener {

        /** It could not be renewed in time: the others believe that this replica is dead. Said once for each outage. */
        void lost();

        /** It is there again. */
        void regained();

        /**
         * It was granted, or renewed: what {@link ReplicaLease#lastedAt} says may have changed.
         *
         * @param doubt for how long it had run out by this replica's clock; zero when the store answered in time
         */
        void confirmed(Duration doubt);
    }

    /**
     * @param address where this replica is reached, host:port
     * @param ttl of the lease
     */
    public ReplicaLease(
            Loop loop,
            Store store,
            Commits commits,
            KeyScheme keys,
            String replicaId,
            String address,
            Duration ttl,
            Listener listener) {
        this.loop = loop;
        this.store = store;
        this.commits = commits;
        this.key = keys.replica(replicaId);
        this.address = Value.utf8(address);
        this.ttl = ttl;
        this.listener = listener;
    }

    /** Registers, and goes on trying until it is done. */
    public void start() {
        register();
    }

    /** Gives the lease up at once. */
    public CompletableFuture<Void> close() {
        closed = true;
        return lease.map(id -> store.revoke(id).exceptionally(failure -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Whether the others see this replica. */
    public boolean isHeld() {
        return lease.isPresent();
    }

    @Override
    public boolean isLost() {
        return wasLost;
    }

    @Override
    public boolean lastedAt(long time) {
        return lease.isPresent() && time - validUntil < 0;
    }

    private void register() {
        if (closed) {
            return;
        }
        long asked = loop.nanoTime();
        loop.bring(store.grant(ttl))
                .thenCompose(granted -> announce(granted.id())
                        .thenApply(done -> granted)
                        .whenComplete((done, failure) -> giveUpUnless(failure == null, granted)))
                .whenComplete((granted, failure) -> {
                    if (failure != null) {
                        retry(failure);
                    } else {
                        registered(granted, asked);
                    }
                });
    }

    private void giveUpUnless(boolean announced, Lease granted) {
        if (!announced) {
            store.revoke(granted.id()).exceptionally(failure -> null);
        }
    }

    /**
     * What the cluster shows of this replica's key. It can vanish under a living lease: an announcement on an older lease
     * that was given up may arrive late, overwrite this one, and take the key away when that lease ends.
     */
    public void seen(boolean registered) {
        if (registered || closed || announcing || lease.isEmpty()) {
            return;
        }
        announcing = true;
        LeaseId held = lease.get();
        announce(held).whenComplete((done, failure) -> {
            announcing = false;
            if (failure != null) {
                LOG.warn("this replica's key is gone and cannot be written again yet");
                loop.after(RETRY, () -> seen(!isCurrent(held)));
            } else {
                LOG.warn("this replica's key was gone and is written again");
                listener.regained();
            }
        });
    }

    private CompletableFuture<Void> announce(LeaseId granted) {
        var put = Transaction.of(new Write.Put(key, address, granted));
        return commits.commit(WriteKind.REPLICA, put).thenAccept(result -> {
            if (!(result instanceof CommitResult.Committed)) {
                throw new FlotillaError.Unavailable("the store did not say whether the replica is registered")
                        .asException();
            }
        });
    }

    private void registered(Lease granted, long asked) {
        if (closed) {
            loop.bring(store.revoke(granted.id()));
            return;
        }
        lease = Optional.of(granted.id());
        validUntil = asked + granted.ttl().toNanos();
        if (wasLost) {
            wasLost = false;
            LOG.warn("this replica is registered again");
            listener.regained();
        }
        listener.confirmed(Duration.ZERO);
        renewAfter(ttl.dividedBy(3), granted.id());
    }

    private void renewAfter(Duration wait, LeaseId held) {
        nextRenewal.cancel();
        nextRenewal = loop.after(wait, () -> renew(held));
    }

    /** The next renewal does not wait for this one's answer: a store that is slow, but in time, keeps nobody in doubt for long. */
    private void renew(LeaseId held) {
        if (!isCurrent(held)) {
            return;
        }
        long asked = loop.nanoTime();
        renewAfter(ttl.dividedBy(3), held);
        loop.bring(store.renew(held)).whenComplete((left, failure) -> {
            if (!isCurrent(held)) {
                return; // of a lease that was given up meanwhile
            }
            if (failure == null) {
                renewed(asked + left.toNanos());
            } else if (Futures.error(failure) instanceof FlotillaError.NotFound) {
                lose("it expired");
                register();
            } else {
                retry(failure);
            }
        });
    }

    private boolean isCurrent(LeaseId held) {
        return !closed && lease.filter(held::equals).isPresent();
    }

    private void renewed(long until) {
        long doubt = Math.max(0, loop.nanoTime() - validUntil);
        validUntil += Math.max(0, until - validUntil); // of two that are under way the older may be answered last
        listener.confirmed(Duration.ofNanos(doubt));
    }

    /** The store does not answer; the lease may still live, until it is too old. */
    private void retry(Throwable failure) {
        if (lease.isPresent() && !lastedAt(loop.nanoTime())) {
            lose(Futures.error(failure).message());
        }
        lease.ifPresentOrElse(held -> renewAfter(RETRY, held), () -> loop.after(RETRY, this::register));
    }

    private void lose(String why) {
        lease = Optional.empty();
        if (!wasLost) {
            wasLost = true;
            LOG.warn("this replica's lease is lost: {}", why);
            listener.lost();
        }
    }
}
