package dev.flotilla.registry.election;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Leader;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The leadership of the schedulers: a key on the candidate's lease. The key's create revision is the term; nothing of it is
 * kept in memory, so any replica answers for any candidate. A candidate that renews costs no write. Any thread.
 */
public final class Election {
    private final Loop loop;
    private final Store store;
    private final Commits commits;
    private final WatchCache cache;
    private final String key;

    public Election(Loop loop, Store store, Commits commits, WatchCache cache, KeyScheme keys) {
        this.loop = loop;
        this.store = store;
        this.commits = commits;
        this.cache = cache;
        this.key = keys.leader();
    }

    /** Renews the candidate's lease (or grants one) and takes the leadership when it is free. */
    public CompletableFuture<Standing> campaign(Campaign campaign) {
        return loop.call(() -> lease(campaign).thenCompose(lease -> stand(campaign, lease)));
    }

    /** Who leads, as far as this replica has seen. */
    public CompletableFuture<Optional<Leader>> leader() {
        return loop.call(() -> cache.await(0).thenApply(seen -> cache.cluster().leader()));
    }

    /** Ends the candidate's lease and with it the leadership. A lease that is gone has resigned already. */
    public CompletableFuture<Void> resign(LeaseId lease) {
        return loop.bring(store.revoke(lease)).handle((done, failure) -> {
            if (failure != null && !(Futures.error(failure) instanceof FlotillaError.NotFound)) {
                throw Futures.error(failure).asException();
            }
            return null;
        });
    }

    private CompletableFuture<Lease> lease(Campaign campaign) {
        if (campaign.lease().isEmpty()) {
            return loop.bring(store.grant(campaign.ttl()));
        }
        LeaseId id = campaign.lease().get();
        CompletableFuture<Lease> renewed = loop.bring(store.renew(id)).thenApply(ttl -> new Lease(id, ttl));
        return renewed.exceptionallyCompose(failure -> Futures.error(failure) instanceof FlotillaError.NotFound
                ? loop.bring(store.grant(campaign.ttl()))
                : CompletableFuture.failedFuture(Futures.cause(failure)));
    }

    /** A lease that was renewed just now still holds the key that hung on it. */
    private CompletableFuture<Standing> stand(Campaign campaign, Lease lease) {
        Optional<Leader> known = cache.cluster().leader().filter(leader -> leader.holds(lease.id()));
        return known.isPresent()
                ? CompletableFuture.completedFuture(new Standing(true, known, lease.id(), lease.ttl()))
                : take(campaign, lease);
    }

    private CompletableFuture<Standing> take(Campaign campaign, Lease lease) {
        Transaction transaction = Transaction.when(new Compare.Absent(key))
                .then(new Write.Put(key, Records.leader(campaign.candidate()), lease.id()))
                .build();
        return commits.commit(WriteKind.ELECTION, transaction).thenCompose(result -> switch (result) {
            case CommitResult.Committed(long revision) -> {
                var leader = new Leader(campaign.candidate(), revision, revision, Optional.of(lease.id()));
                yield cache.reached(revision).thenApply(seen -> standing(Optional.of(leader), lease.id(), lease.ttl()));
            }
            case CommitResult.Conflicted _, CommitResult.OutcomeUnknown _ ->
                commits.readKey(key).thenApply(entry -> standing(entry.map(Records::leader), lease.id(), lease.ttl()));
        });
    }

    private static Standing standing(Optional<Leader> leader, LeaseId lease, Duration ttl) {
        boolean leading = leader.filter(found -> found.holds(lease)).isPresent();
        return new Standing(leading, leader, lease, ttl);
    }
}
