package dev.flotilla.registry.discovery;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.record.SidekickRecord;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Makes claims. The leases are a machine's, not a session's: whoever comes next takes over those that still live, so that
 * records need not be written again, and one machine costs one renewal an interval for each TTL it uses (mostly one).
 */
final class Claims {
    private final Loop loop;
    private final Store store;
    private final Commits commits;
    private final KeyScheme keys;

    Claims(Loop loop, Store store, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.store = store;
        this.commits = commits;
        this.keys = keys;
    }

    /**
     * Claims a machine's records.
     *
     * @param ttl of the lease that the claim itself is on
     * @param takeOver whether another session may be put out; {@code Denied} when there is one and it may not
     */
    CompletableFuture<Claim> claim(MachineId machine, String session, Duration ttl, boolean takeOver) {
        String key = keys.sidekick(machine.value());
        return commits.readKey(key).thenCompose(entry -> {
            Optional<SidekickRecord> former = entry.map(Records::sidekick);
            if (!takeOver
                    && former.filter(record -> !record.session().equals(session))
                            .isPresent()) {
                return takenOver();
            }
            if (former.filter(record -> !record.services().equals(keys.services()))
                    .isPresent()) {
                // Nobody looks there any more: what stands there would stay as long as its leases are renewed.
                return revoke(former.orElseThrow().leases().values())
                        .thenCompose(gone -> claim(machine, session, ttl, takeOver));
            }
            return living(former.map(SidekickRecord::leases).orElse(Map.of()))
                    .thenCompose(leases -> with(leases, ttl))
                    .thenCompose(leases -> write(key, session, leases, ttl, before(key, entry)));
        });
    }

    /** The claim with one more lease. */
    CompletableFuture<Claim> extend(Claim claim, MachineId machine, String session, Duration base, Duration ttl) {
        String key = keys.sidekick(machine.value());
        return with(claim.leases(), ttl)
                .thenCompose(leases -> write(key, session, leases, base, new Compare.ModRevision(key, claim.fence())));
    }

    static <T> CompletableFuture<T> takenOver() {
        return Futures.failed(new FlotillaError.Denied("another sidekick of this machine took over"));
    }

    private static Compare before(String key, Optional<Entry> entry) {
        return entry.<Compare>map(found -> new Compare.ModRevision(key, found.modRevision()))
                .orElseGet(() -> new Compare.Absent(key));
    }

    private CompletableFuture<Claim> write(
            String key, String session, Map<Duration, LeaseId> leases, Duration base, Compare before) {
        var record = Records.sidekick(new SidekickRecord(session, keys.services(), leases));
        var put = new Write.Put(key, record, new Claim(0, leases).lease(base));
        return commits.commit(
                        WriteKind.SERVICE, Transaction.when(before).then(put).build())
                .thenCompose(result -> switch (result) {
                    case CommitResult.Committed(long revision) ->
                        CompletableFuture.completedFuture(new Claim(revision, leases));
                    case CommitResult.Conflicted _ -> takenOver();
                    case CommitResult.OutcomeUnknown(String reason) ->
                        Futures.failed(new FlotillaError.Unavailable(reason));
                });
    }

    /** With the records on them, and the claim. */
    private CompletableFuture<Void> revoke(Collection<LeaseId> leases) {
        CompletableFuture<Void> all = CompletableFuture.allOf();
        for (LeaseId lease : leases) {
            all = all.thenCompose(done -> loop.bring(store.revoke(lease)));
        }
        return all;
    }

    /** Those of the leases that could be renewed; one that the store knows no more is left out. */
    private CompletableFuture<Map<Duration, LeaseId>> living(Map<Duration, LeaseId> leases) {
        CompletableFuture<Map<Duration, LeaseId>> living = CompletableFuture.completedFuture(new HashMap<>());
        for (var lease : leases.entrySet()) {
            living = living.thenCompose(
                    found -> loop.bring(store.renew(lease.getValue())).handle((left, failure) -> {
                        if (failure == null) {
                            found.put(lease.getKey(), lease.getValue());
                        } else if (!(Futures.error(failure) instanceof FlotillaError.NotFound)) {
                            throw Futures.error(failure).asException();
                        }
                        return found;
                    }));
        }
        return living;
    }

    private CompletableFuture<Map<Duration, LeaseId>> with(Map<Duration, LeaseId> leases, Duration ttl) {
        if (leases.containsKey(ttl)) {
            return CompletableFuture.completedFuture(leases);
        }
        return loop.bring(store.grant(ttl)).thenApply(Lease::id).thenApply(id -> {
            Map<Duration, LeaseId> all = new HashMap<>(leases);
            all.put(ttl, id);
            return all;
        });
    }
}
