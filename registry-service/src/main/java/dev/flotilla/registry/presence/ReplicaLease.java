package dev.flotilla.registry.presence;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
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
 * count this replica's machines as orphans; so it says so, and registers anew under the same id as soon as it can. On the loop.
 */
public final class ReplicaLease {
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

    private void register() {
        if (closed) {
            return;
        }
        long asked = loop.nanoTime();
        loop.bring(store.grant(ttl))
                .thenCompose(granted -> take(granted, asked + granted.ttl().toNanos()))
                .whenComplete((granted, failure) -> {
                    if (failure != null) {
                        loop.after(RETRY, this::register);
                    } else {
                        registered(granted, asked + granted.ttl().toNanos());
                    }
                });
    }

    /** A store that hung may grant a lease, or take the key, when too much of the lease's time is over. */
    private CompletableFuture<Lease> take(Lease granted, long until) {
        return stillWanted(until)
                .thenCompose(wanted -> announce(granted.id()))
                .thenCompose(announced -> stillWanted(until))
                .whenComplete((done, failure) -> giveUpUnless(failure == null, granted))
                .thenApply(done -> granted);
    }

    private CompletableFuture<Void> stillWanted(long until) {
        return closed || isOver(until)
                ? Futures.failed(new FlotillaError.Unavailable("the lease was granted too late"))
                : CompletableFuture.completedFuture(null);
    }

    private boolean isOver(long until) {
        return loop.nanoTime() - until >= 0;
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
        announce(lease.get()).whenComplete((done, failure) -> {
            announcing = false;
            if (failure != null) {
                LOG.warn("this replica's key is gone and cannot be written again yet");
                loop.after(RETRY, () -> seen(false));
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

    private void registered(Lease granted, long until) {
        lease = Optional.of(granted.id());
        if (wasLost) {
            wasLost = false;
            LOG.warn("this replica is registered again");
            listener.regained();
        }
        holds(granted.id(), until, granted.ttl());
    }

    /**
     * The lease lasts until then, as far as this replica can know. Then it ends here too: the store may leave a renewal without
     * an answer for much longer.
     */
    private void holds(LeaseId held, long until, Duration left) {
        validUntil = until;
        loop.after(Duration.ofNanos(until - loop.nanoTime()), () -> due(held, until));
        loop.after(left.dividedBy(3), () -> renew(held));
    }

    /** A process that stood still has asked for a renewal only now: the store has a moment to say whether the lease lives. */
    private void due(LeaseId held, long until) {
        if (isOver(until + RETRY.toNanos())) {
            loop.after(RETRY, () -> endIfOver(held));
        } else {
            endIfOver(held);
        }
    }

    private void endIfOver(LeaseId held) {
        if (!closed && isCurrent(held) && isOver(validUntil)) {
            registerAnew("it was not renewed in time");
        }
    }

    private void renew(LeaseId held) {
        if (closed || !isCurrent(held)) {
            return;
        }
        long asked = loop.nanoTime();
        loop.bring(store.renew(held)).whenComplete((left, failure) -> {
            if (closed || !isCurrent(held)) {
                return; // the answer came too late: another registration is under way, or done
            }
            if (failure == null) {
                holds(held, asked + left.toNanos(), left);
            } else if (Futures.error(failure) instanceof FlotillaError.NotFound) {
                registerAnew("it expired");
            } else if (isOver(validUntil)) {
                registerAnew(Futures.error(failure).message());
            } else {
                // The store does not answer; the lease may still live, until it is too old.
                loop.after(RETRY, () -> renew(held));
            }
        });
    }

    private boolean isCurrent(LeaseId held) {
        return lease.filter(held::equals).isPresent();
    }

    private void registerAnew(String why) {
        lose(why);
        register();
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
