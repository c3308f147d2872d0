package dev.flotilla.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.registry.discovery.CatalogDelivery;
import dev.flotilla.registry.discovery.CatalogFilter;
import dev.flotilla.registry.discovery.CatalogSubscription;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A replica that cannot reach the store any more, and can be reached itself: nobody is to believe what it last saw. */
class LostStoreTest {
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration PAST_THE_LEASE = LEASE.plusSeconds(1);

    private final Lab lab = new Lab();
    private final Replica cutOff = lab.replica("r1");
    private final Replica well = lab.replica("r2");

    /** What it was told, of everything. */
    private final class Follower {
        private final List<Delivery> deliveries = new ArrayList<>();
        private final Subscription subscription;
        private boolean slow;

        private Follower(Replica replica) {
            subscription = lab.get(open(replica, 0, this::take));
            subscription.request();
            lab.loop.run();
        }

        private void take(Delivery delivery) {
            deliveries.add(delivery);
            if (!slow) {
                subscription.request();
            }
        }

        private boolean wasSentAway() {
            return deliveries.getLast() instanceof Delivery.StoreLost;
        }
    }

    private CompletableFuture<Subscription> open(Replica replica, long after, Consumer<Delivery> consumer) {
        return replica.registry().watches().open(Set.of(), after, consumer);
    }

    private long launchedAtTheOther(String name) {
        return lab.get(well.registry().unitWrites().put(Lab.put(name, DesiredState.LAUNCHED)))
                .revision();
    }

    @Test
    void whoFollowsItIsSentAwayAndHearsNoMore() {
        Follower follower = new Follower(cutOff);
        Follower elsewhere = new Follower(well);

        cutOff.link().cut();
        lab.advance(PAST_THE_LEASE);

        assertThat(follower.wasSentAway()).isTrue();
        assertThat(elsewhere.wasSentAway()).isFalse();
        int told = follower.deliveries.size();
        lab.advance(Duration.ofSeconds(10));
        assertThat(follower.deliveries).hasSize(told);
        assertThat(lab.get(cutOff.registry().figures()).watchers()).isZero();
    }

    @Test
    void whoIsSlowIsToldWhenItAsksAlsoWhenTheStoreIsBack() {
        Follower follower = new Follower(cutOff);
        follower.slow = true;
        lab.launched("a.service");
        int told = follower.deliveries.size();

        cutOff.link().cut();
        lab.advance(PAST_THE_LEASE);
        assertThat(follower.deliveries).hasSize(told);
        cutOff.link().heal();
        lab.advance(PAST_THE_LEASE);
        follower.subscription.request();
        lab.loop.run();

        assertThat(follower.wasSentAway()).isTrue();
    }

    @Test
    void nobodyIsTakenOnUntilItIsThereAgain() {
        lab.launched("a.service");
        cutOff.link().cut();
        lab.advance(PAST_THE_LEASE);

        assertThat(lab.error(open(cutOff, 0, delivery -> {}))).isInstanceOf(FlotillaError.Unavailable.class);

        cutOff.link().heal();
        lab.advance(Duration.ofSeconds(1));
        assertThat(new Follower(cutOff).deliveries).hasAtLeastOneElementOfType(Delivery.SnapshotEnd.class);
    }

    /** Whoever comes hears what was known: in an outage of the whole store there is nothing better. */
    @Test
    void whoFollowsServicesIsSentAwayAndWhoComesIsNot() {
        List<CatalogDelivery> heard = new ArrayList<>();
        List<String> sentAway = new ArrayList<>();
        var subscription = lab.get(services(heard, () -> sentAway.add("first")));
        subscription.request();
        lab.loop.run();
        subscription.request();

        cutOff.link().cut();
        lab.advance(PAST_THE_LEASE);
        assertThat(sentAway).containsExactly("first");
        assertThat(heard).hasSize(1);

        lab.get(services(heard, () -> sentAway.add("second"))).request();
        lab.advance(PAST_THE_LEASE);
        assertThat(sentAway).containsExactly("first");
        assertThat(heard).hasSize(2);
    }

    private CompletableFuture<CatalogSubscription> services(List<CatalogDelivery> heard, Runnable sentAway) {
        return cutOff.registry()
                .discovery()
                .watch(new CatalogFilter(Optional.empty(), false), "", heard::add, sentAway);
    }

    /** Who comes from another replica has seen more: told to start over, it would take the past for a restored store. */
    @Test
    void whoHasSeenMoreIsNotToldToStartOver() {
        cutOff.link().cut();
        long seen = launchedAtTheOther("a.service");
        CompletableFuture<Subscription> opened = open(cutOff, seen, delivery -> {});

        assertThat(lab.error(opened)).isInstanceOf(FlotillaError.Unavailable.class);
    }

    /** That is shorter than what makes anybody take the replica for dead. */
    @Test
    void aMomentWithoutTheStoreSendsNobodyAway() {
        Follower follower = new Follower(cutOff);
        cutOff.link().cut();
        launchedAtTheOther("a.service");
        lab.advance(LEASE.dividedBy(2));
        cutOff.link().heal();
        lab.advance(LEASE);

        assertThat(follower.wasSentAway()).isFalse();
        assertThat(follower.deliveries).anyMatch(Delivery.Changes.class::isInstance);
    }
}
