package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sidekick's stream. It keeps the store saying what the sidekick offers, whatever happens to the records: each time
 * something was said or seen, {@link OfferPlan} tells what is amiss, and that is written, fenced by the session's claim.
 *
 * <p>Nothing is written for a sidekick that is silent for longer than its shortest TTL: its records are to vanish then.
 * When the stream ends nothing is written either; a sidekick that comes back in time finds all as it left it.
 */
public final class SidekickSession {
    private static final Logger LOG = LoggerFactory.getLogger(SidekickSession.class);
    private static final Duration RETRY = Duration.ofMillis(500);
    /** After a conflict the catalog is behind; mostly not for long. */
    private static final Duration CATCH_UP = Duration.ofMillis(20);

    private final Shared shared;
    private final MachineId machine;
    private final String id;
    private final Duration ttl;
    private final SidekickChannel channel;
    private final Map<InstanceKey, Offer> offers = new TreeMap<>();
    /** Those of the offers that the store does not take, and why. */
    private final Map<InstanceKey, String> tooLarge = new HashMap<>();

    private final Set<InstanceKey> removed = new HashSet<>();
    private final Set<InstanceKey> saidTaken = new HashSet<>();
    private final Beliefs beliefs;

    private Optional<Claim> claim = Optional.empty();
    private Map<InstanceKey, String> refused = Map.of();
    private boolean complete;
    private boolean busy;
    private boolean ended;
    private long heardAt;
    private long received;
    private long acknowledged;
    private long revision;

    /** What the sessions of a replica have in common. */
    record Shared(
            Loop loop,
            Store store,
            Commits commits,
            KeyScheme keys,
            Catalog catalog,
            WatchCache cluster,
            Claims claims,
            String replicaId) {}

    SidekickSession(Shared shared, MachineId machine, String id, Duration ttl, SidekickChannel channel) {
        this.shared = shared;
        this.machine = machine;
        this.id = id;
        this.ttl = ttl;
        this.channel = channel;
        this.beliefs = new Beliefs(shared.catalog().state());
        this.heardAt = shared.loop().nanoTime();
    }

    public MachineId machine() {
        return machine;
    }

    /**
     * What the sidekick offers now; any thread.
     *
     * @param sequence of the message; acknowledged when the store has it
     * @param everything it offers nothing else
     */
    public void offers(long sequence, boolean everything, Collection<Offer> put, Collection<InstanceKey> gone) {
        shared.loop().execute(() -> {
            heard();
            if (everything) {
                complete = true;
                offers.clear();
                tooLarge.clear();
                removed.clear();
            }
            gone.forEach(key -> {
                offers.remove(key);
                tooLarge.remove(key);
                removed.add(key);
            });
            put.forEach(this::take);
            received = Math.max(received, sequence);
            work();
        });
    }

    private void take(Offer offer) {
        offers.put(offer.key(), offer);
        tooLarge.remove(offer.key());
        offer.tooLarge(shared.keys()).ifPresent(reason -> tooLarge.put(offer.key(), reason));
        removed.remove(offer.key());
    }

    /** The sidekick lives; any thread. */
    public void heartbeat(long sequence) {
        shared.loop().execute(() -> {
            heard();
            if (!ended && claim.isPresent()) {
                renew(claim.get(), sequence);
            }
            work();
        });
    }

    /** The stream is over; any thread. */
    public void closed() {
        shared.loop().execute(() -> ended = true);
    }

    /** On the loop: claims the machine's records and begins. */
    void begin() {
        watchSilence();
        busy = true;
        shared.catalog()
                .whenRead()
                .thenCompose(read -> shared.claims().claim(machine, id, ttl, true))
                .whenComplete((claimed, failure) -> {
                    busy = false;
                    if (failure != null) {
                        end(Futures.error(failure).message());
                    } else if (!ended) {
                        claim = Optional.of(claimed);
                        channel.send(new ToSidekick.Welcome(id, shared.replicaId(), held(claimed)));
                        work();
                    }
                });
    }

    /** On the loop: something of the machine's records may have changed. */
    void look() {
        work();
    }

    boolean isEnded() {
        return ended;
    }

    boolean concerns(Set<InstanceKey> keys) {
        return keys.stream().anyMatch(offers::containsKey);
    }

    /** On the loop. */
    void end(String reason) {
        if (!ended) {
            ended = true;
            LOG.info("the session of the sidekick of {} ends: {}", machine, reason);
            channel.send(new ToSidekick.Refused(reason, false));
            channel.end();
        }
    }

    private void heard() {
        heardAt = shared.loop().nanoTime();
    }

    private Duration shortestTtl() {
        return Stream.concat(Stream.of(ttl), offers.values().stream().map(Offer::ttl))
                .min(Duration::compareTo)
                .orElse(ttl);
    }

    private boolean isSilent() {
        return shared.loop().nanoTime() - heardAt >= shortestTtl().toNanos();
    }

    private void watchSilence() {
        shared.loop().after(shortestTtl(), () -> {
            if (ended) {
                return;
            }
            if (isSilent()) {
                end("it was not heard for " + shortestTtl().toSeconds() + " s");
            } else {
                watchSilence();
            }
        });
    }

    private List<Offer> held(Claim claimed) {
        CatalogState state = shared.catalog().state();
        List<Offer> held = new ArrayList<>();
        for (InstanceKey key : state.ofMachine(machine)) {
            Slot slot = state.slot(key);
            Optional<StoredRecord> record = slot.published()
                    .filter(found -> found.instance().isPresent())
                    .or(slot::withdrawn);
            record.flatMap(StoredRecord::lease)
                    .flatMap(lease -> claimed.leases().entrySet().stream()
                            .filter(entry -> entry.getValue().equals(lease))
                            .findFirst())
                    .ifPresent(lease ->
                            state.instance(key).ifPresent(instance -> held.add(new Offer(instance, lease.getKey()))));
        }
        return held;
    }

    private void work() {
        if (ended || busy || claim.isEmpty() || isSilent()) {
            return;
        }
        Claim current = claim.get();
        refuse();
        Optional<Duration> unleased = accepted()
                .map(Offer::ttl)
                .filter(needed -> !current.leases().containsKey(needed))
                .findFirst();
        if (unleased.isPresent()) {
            run(shared.claims()
                    .extend(current, machine, id, ttl, unleased.get())
                    .thenAccept(extended -> claim = Optional.of(extended)));
            return;
        }
        List<OfferPlan.Step> next = plan(current).next();
        if (next.isEmpty()) {
            acknowledge();
        } else {
            run(commit(current, next));
        }
    }

    private Stream<Offer> accepted() {
        return offers.values().stream().filter(offer -> !refused.containsKey(offer.key()));
    }

    private OfferPlan plan(Claim current) {
        CatalogState state = shared.catalog().state();
        OfferPlan plan = new OfferPlan(machine, current, shared.keys(), state, beliefs);
        accepted().forEach(plan::offer);
        Set<InstanceKey> gone = new HashSet<>(removed);
        gone.addAll(refused.keySet());
        if (complete) {
            gone.addAll(state.ofMachine(machine));
        }
        accepted().forEach(offer -> gone.remove(offer.key()));
        plan.withdraw(gone);
        sayTaken(plan.leftAlone());
        return plan;
    }

    private void refuse() {
        Map<InstanceKey, String> now = new HashMap<>();
        var machines = shared.cluster().cluster().machines().values();
        offers.values().forEach(offer -> Reachability.objection(offer.instance(), machines)
                .ifPresent(reason -> now.put(offer.key(), reason)));
        now.putAll(tooLarge);
        if (!now.equals(refused)) {
            refused = now;
            channel.send(new ToSidekick.RefusedOffers(now));
        }
    }

    private void sayTaken(List<InstanceKey> taken) {
        saidTaken.retainAll(taken);
        taken.forEach(key -> {
            if (saidTaken.add(key)) {
                LOG.warn("{} of {} is not published: another record bears that name", key, machine);
            }
        });
    }

    private void acknowledge() {
        if (received > acknowledged) {
            acknowledged = received;
            channel.send(new ToSidekick.Stored(received, revision));
        }
    }

    /** One thing at a time; when it is over, look again. */
    private void run(CompletableFuture<Void> task) {
        busy = true;
        task.whenComplete((done, failure) -> {
            busy = false;
            if (failure != null) {
                failed(Futures.error(failure));
            } else {
                work();
            }
        });
    }

    private void failed(FlotillaError error) {
        switch (error) {
            case FlotillaError.Denied _, FlotillaError.NotFound _ -> reclaim();
            case FlotillaError.Conflict _ -> shared.loop().after(CATCH_UP, this::work);
            default -> {
                LOG.debug("cannot write for {} now: {}", machine, error.message());
                shared.loop().after(RETRY, this::work);
            }
        }
    }

    private CompletableFuture<Void> commit(Claim current, List<OfferPlan.Step> steps) {
        Transaction.Builder transaction =
                Transaction.when(new Compare.ModRevision(shared.keys().sidekick(machine.value()), current.fence()));
        steps.forEach(step -> transaction
                .when(step.compares().toArray(Compare[]::new))
                .then(step.writes().toArray(Write[]::new)));
        Transaction built = transaction.build();
        return shared.commits().commit(WriteKind.SERVICE, built).thenCompose(result -> switch (result) {
            case CommitResult.Committed(long at) -> {
                remember(built, at);
                yield CompletableFuture.completedFuture(null);
            }
            case CommitResult.Conflicted(long _, List<Compare> wrong)
            when wrong.getFirst().equals(built.compares().getFirst()) -> Claims.takenOver();
            case CommitResult.Conflicted _ ->
                Futures.failed(new FlotillaError.Conflict("somebody else wrote one of the records"));
            case CommitResult.OutcomeUnknown(String reason) -> Futures.failed(new FlotillaError.Unavailable(reason));
        });
    }

    private void remember(Transaction done, long at) {
        revision = at;
        for (Write write : done.writes()) {
            switch (write) {
                case Write.Put(String key, var value, var lease) ->
                    lease.ifPresent(on -> beliefs.wrote(key, value, on, at));
                case Write.Delete(String key) -> beliefs.deleted(key, at);
                case Write.DeletePrefix _ -> throw new IllegalStateException("no session deletes more than its own");
            }
        }
    }

    /**
     * The claim is gone: another session took over, or the store lost it. Only the former ends this one; after the latter
     * everything is claimed and written again.
     */
    private void reclaim() {
        if (ended || busy) {
            return;
        }
        claim = Optional.empty();
        beliefs.forget();
        shared.catalog().reread();
        busy = true;
        shared.claims().claim(machine, id, ttl, false).whenComplete((claimed, failure) -> {
            busy = false;
            if (ended) {
                return;
            }
            if (failure == null) {
                claim = Optional.of(claimed);
                LOG.info("the records of {} are on new leases: the store had lost the old ones", machine);
                work();
            } else if (Futures.error(failure) instanceof FlotillaError.Denied denied) {
                end(denied.message());
            } else if (!isSilent()) {
                shared.loop().after(RETRY, this::reclaim);
            }
        });
    }

    private void renew(Claim current, long sequence) {
        List<CompletableFuture<Duration>> renewals = new ArrayList<>();
        for (LeaseId lease : current.leases().values()) {
            renewals.add(shared.loop().bring(shared.store().renew(lease)));
        }
        CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> {
            if (ended) {
                return;
            }
            if (failure == null) {
                channel.send(new ToSidekick.Renewed(sequence));
            } else if (Futures.error(failure) instanceof FlotillaError.NotFound && claim.equals(Optional.of(current))) {
                LOG.warn("the store has lost a lease of the sidekick of {}", machine);
                reclaim();
            }
        });
    }
}
