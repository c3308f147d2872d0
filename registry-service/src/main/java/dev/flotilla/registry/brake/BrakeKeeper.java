package dev.flotilla.registry.brake;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Lanes;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engages the brake before the machines of a large loss are marked, and releases it when they are back. It is engaged on the
 * first sign that most are down, also when this replica sees that of its own sessions only: the others then have
 * {@link BrakeSettings#settle} to bring the rest to light, and if they do not, it is released again. A replica to which several
 * machines have become silent at once, but not most, lets the others look before it marks the first.
 */
public final class BrakeKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(BrakeKeeper.class);

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final BrakeSettings settings;
    private final Lanes<String> lanes;
    private boolean lifting;
    private Optional<Return> underWay = Optional.empty();

    /**
     * Most are back, and so many are not yet.
     *
     * @param incident when the brake was engaged: another one's return is no news of this one
     * @param since when the last one came back; nobody else is told of it, so no clock that may be set has a say in it
     */
    private record Return(Instant incident, int down, long since) {

        /** Nobody has followed since. */
        private boolean isStill(Instant engaged, int stillDown) {
            return incident.equals(engaged) && down <= stillDown;
        }
    }

    public BrakeKeeper(Loop loop, WatchCache cache, Commits commits, KeyScheme keys, BrakeSettings settings) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
        this.settings = settings;
        this.lanes = new Lanes<>(loop);
    }

    /** The brake as this replica sees it; any thread. */
    public CompletableFuture<Brake> current() {
        return loop.call(() -> cache.await(0).thenApply(seen -> cluster().brake()));
    }

    /**
     * An operator lets the moves go. The same loss does not engage the brake again. Any thread.
     *
     * @return the revision of the release, or of the brake when it was not engaged
     */
    public CompletableFuture<Long> release(String by) {
        return release(by, () -> true);
    }

    /** As {@link #release(String)}, for an operator who may give up. */
    public CompletableFuture<Long> release(String by, BooleanSupplier stillWanted) {
        String operator = by.isBlank() ? "an operator" : by;
        return loop.call(() -> change(
                        brake -> brake.engaged()
                                ? Optional.of(new Brake(false, brake.lost(), brake.total(), loop.now(), operator, 0))
                                : Optional.empty(),
                        "released by " + operator,
                        stillWanted)
                .thenCompose(cache::reached));
    }

    /**
     * Before machines are marked lost: completes when the brake is engaged, or need not be. On the loop.
     *
     * @param silent includes those that are about to be marked
     */
    public CompletableFuture<Void> beforeLoss(Supplier<Silent> silent) {
        if (cluster().brake().engaged()) {
            return CompletableFuture.completedFuture(null);
        }
        Census census = newIncident(silent.get());
        if (census.total() < settings.smallest()) {
            return CompletableFuture.completedFuture(null);
        }
        boolean othersMayKnowMore =
                census.silentHere() > 1 && cluster().replicas().size() > 1;
        return census.isLarge() || !othersMayKnowMore
                ? engageIfLarge(census)
                : held().thenCompose(over -> engageIfLarge(newIncident(silent.get())));
    }

    /** Whoever hears most of those that are gone engages the brake meanwhile. */
    private CompletableFuture<Void> held() {
        var over = new CompletableFuture<Void>();
        loop.after(settings.hold(), () -> over.complete(null));
        return over;
    }

    private Census newIncident(Silent silent) {
        return Census.ofNewIncident(
                cluster().machines().values(), silent, cluster().brake(), settings, loop.now());
    }

    private CompletableFuture<Void> engageIfLarge(Census census) {
        boolean engage = census.isLarge() && !cluster().brake().engaged();
        return engage ? engage(census) : CompletableFuture.completedFuture(null);
    }

    /**
     * Releases a brake that the cluster engaged by itself when all machines are there again, or most of them and no other has
     * followed for a while: machines that were away together return one after the other. On the loop.
     */
    public void reconsider(Silent silent) {
        Brake brake = cluster().brake();
        if (!brake.engaged() || lifting || loop.now().isBefore(brake.since().plus(settings.settle()))) {
            return;
        }
        Census census = Census.ofIncident(cluster().machines().values(), silent, brake, settings);
        if (census.isMostDown()) {
            underWay = Optional.empty();
            return;
        }
        Return latest = underWay.filter(before -> before.isStill(brake.since(), census.down()))
                .orElseGet(() -> new Return(brake.since(), census.down(), loop.nanoTime()));
        underWay = Optional.of(latest);
        boolean mayFollow =
                loop.nanoTime() - latest.since() < settings.stragglers().toNanos();
        if (census.down() > 0 && mayFollow) {
            return;
        }
        underWay = Optional.empty();
        lifting = true;
        change(
                        current -> current.engaged() && current.since().equals(brake.since())
                                ? Optional.of(new Brake(false, current.lost(), current.total(), loop.now(), "", 0))
                                : Optional.empty(),
                        "most machines are back",
                        () -> true)
                .whenComplete((revision, failure) -> {
                    lifting = false;
                    if (failure == null) {
                        LOG.warn(
                                "the brake is released: {} of {} machines are there",
                                census.total() - census.down(),
                                census.total());
                    }
                });
    }

    private CompletableFuture<Void> engage(Census census) {
        return change(
                        brake -> brake.engaged()
                                ? Optional.empty()
                                : Optional.of(new Brake(true, census.down(), census.total(), loop.now(), "", 0)),
                        census.down() + " of " + census.total() + " machines are down",
                        () -> true)
                .thenCompose(cache::reached)
                .thenAccept(revision -> LOG.error(
                        "THE BRAKE IS ENGAGED: {} of {} machines are down at once. Their units stay assigned to them until they return"
                                + " or an operator releases the brake",
                        census.down(),
                        census.total()));
    }

    private CompletableFuture<Long> change(
            Function<Brake, Optional<Brake>> next, String cause, BooleanSupplier stillWanted) {
        String key = keys.brake();
        var change = new CompareAndSet<Brake, Long>(
                commits,
                WriteKind.BRAKE,
                () -> commits.readKey(key)
                        .thenApply(entry -> entry.map(Records::brake).orElse(Brake.RELEASED)),
                brake -> next.apply(brake)
                        .<Decision<Brake, Long>>map(to -> write(key, brake, to, cause))
                        .orElseGet(() -> new Decision.Answer<>(brake.revision())),
                () -> new FlotillaError.Conflict("the brake is being changed by others; try again").asException(),
                reason -> new FlotillaError.Unavailable(
                                "the store did not say whether the brake was changed: " + reason)
                        .asException(),
                stillWanted);
        return lanes.run(key, () -> change.startingWith(cluster().brake()));
    }

    private Decision<Brake, Long> write(String key, Brake from, Brake to, String cause) {
        Compare unchanged = Compare.unchanged(key, from.revision());
        Transaction transaction = Transaction.when(unchanged)
                .then(new Write.Put(key, Records.brake(to)), Causes.write(keys, cause, key))
                .build();
        return new Decision.Write<>(
                transaction,
                revision -> revision,
                after -> after.since().equals(to.since()) && after.engaged() == to.engaged()
                        ? OptionalLong.of(after.revision())
                        : OptionalLong.empty());
    }

    private Cluster cluster() {
        return cache.cluster();
    }
}
