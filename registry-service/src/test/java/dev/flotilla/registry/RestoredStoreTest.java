package dev.flotilla.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.discovery.CatalogFilter;
import dev.flotilla.registry.mirror.Mirror;
import dev.flotilla.registry.mirror.SkydnsFormat;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.watch.Delivery;
import dev.flotilla.registry.watch.Kind;
import dev.flotilla.registry.watch.Subscription;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The store goes back to an older revision under registries that run on: no watch ever says so. */
class RestoredStoreTest {
    private static final String RECORD = "/services/website/apache@1";
    private static final String INSTANCE = "{\"host\":\"10.0.0.1\",\"port\":80}";
    private static final String COPY = "/skydns/local/fleet/services/website/apache-1";

    private final Lab lab = Lab.withOneReplica();

    private List<String> units() {
        return lab.get(lab.registry().units().list(Optional.empty(), 0, 0)).units().stream()
                .map(view -> view.unit().name().value())
                .toList();
    }

    private void writes(int number) {
        for (int i = 0; i < number; i++) {
            lab.write(new Write.Put(lab.keys.prefix() + "other", Value.utf8("" + i)));
        }
    }

    private int services() {
        return lab.get(lab.registry().discovery().list(new CatalogFilter(Optional.empty(), true)))
                .instances()
                .size();
    }

    @Test
    void aWipedStoreIsBegunAnew() {
        writes(50);
        AgentProbe agent = lab.agent("m1");
        lab.launched("a.service");

        lab.store.wipe();
        lab.advance(Duration.ofSeconds(30));

        agent.connect(lab.registry());
        lab.loop.run();
        assertThat(agent.isWelcome()).isTrue();
        lab.launched("b.service");
        assertThat(units()).containsExactly("b.service");
    }

    @Test
    void whatIsWrittenToARestoredStoreIsShownAtOnce() {
        lab.launched("a.service");
        Runnable restore = lab.store.backup();
        lab.launched("b.service");
        writes(50);

        restore.run();
        lab.launched("c.service");

        assertThat(units()).containsExactly("a.service", "c.service");
    }

    @Test
    void aRestoredStoreIsNoticedWhenNobodyWrites() {
        lab.launched("a.service");
        Runnable restore = lab.store.backup();
        lab.launched("b.service");

        restore.run();
        lab.advance(Duration.ofSeconds(10));

        assertThat(units()).containsExactly("a.service");
    }

    @Test
    void whoPlacesGoesOnOnARestoredStore() {
        lab.agent("m1");
        lab.launched("a.service");
        long term = lab.leader();
        Runnable restore = lab.store.backup();
        lab.committed(term, lab.place("a.service", "m1"));
        writes(50);

        restore.run();
        lab.advance(Duration.ofSeconds(10));

        assertThat(lab.whereIs("a.service")).isEmpty();
        lab.committed(term, lab.place("a.service", "m1"));
        assertThat(lab.whereIs("a.service")).contains("m1");
    }

    @Test
    void whoWatchesIsToldToBeginAnew() {
        lab.launched("a.service");
        Runnable restore = lab.store.backup();
        lab.launched("b.service");
        List<Delivery> heard = new ArrayList<>();
        Subscription watch = lab.get(lab.registry()
                .watches()
                .open(Set.of(Kind.UNIT), lab.unit("b.service").unit().revision(), heard::add));
        watch.request();
        lab.loop.run();

        restore.run();
        lab.advance(Duration.ofMillis(1_500));
        lab.launched("c.service");
        watch.request();
        lab.loop.run();

        assertThat(heard).hasAtLeastOneElementOfType(Delivery.Compacted.class);
    }

    @Test
    void whoComesBackToARestoredStoreThatHasPassedItsPlaceBeginsAnew() {
        lab.launched("a.service");
        Runnable restore = lab.store.backup();
        lab.launched("b.service");
        List<Delivery> heard = new ArrayList<>();
        follow(0, "", heard);
        Delivery.SnapshotEnd before = heard.stream()
                .filter(Delivery.SnapshotEnd.class::isInstance)
                .map(Delivery.SnapshotEnd.class::cast)
                .findFirst()
                .orElseThrow();

        restore.run();
        lab.advance(Duration.ofSeconds(10));
        writes(50);
        heard.clear();
        follow(before.revision(), before.history(), heard);

        assertThat(heard).hasAtLeastOneElementOfType(Delivery.Compacted.class);
    }

    /** Takes all that comes. */
    private void follow(long after, String history, List<Delivery> heard) {
        Subscription[] watch = new Subscription[1];
        watch[0] = lab.get(lab.registry().watches().open(Set.of(Kind.UNIT), after, history, delivery -> {
            heard.add(delivery);
            watch[0].request();
        }));
        watch[0].request();
        lab.loop.run();
    }

    @Test
    void aMachineThatWentToAnotherReplicaIsNotMissedByTheFirst() {
        Lab.Replica second = lab.replica("r2");
        AgentProbe agent = lab.agent("m1");
        Runnable restore = lab.store.backup();
        writes(50);
        agent.disconnect();
        lab.agent("m1");

        restore.run();
        AgentProbe back = lab.agent("m1", Map.of(), second.registry());
        List<MachineStatus> statuses = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lab.advance(Duration.ofSeconds(4));
            statuses.add(lab.status("m1"));
        }

        assertThat(statuses).containsOnly(MachineStatus.ONLINE);
        assertThat(back.isWelcome()).isTrue();
    }

    @Test
    void servicesAreThoseOfTheRestoredStore() {
        Runnable restore = lab.store.backup();
        lab.write(new Write.Put(RECORD, Value.utf8(INSTANCE)));
        assertThat(services()).isEqualTo(1);

        restore.run();
        lab.advance(Duration.ofSeconds(10));

        assertThat(services()).isZero();
    }

    @Test
    void copiesOfServicesAreMadeInTheRestoredStore() {
        Mirror mirror = new Mirror(lab.loop, lab.store, lab.keys, new SkydnsFormat("/skydns", "fleet.local"));
        lab.registry().alsoReads(mirror::lookAgain);
        mirror.start();
        lab.loop.run();
        Runnable restore = lab.store.backup();
        lab.write(new Write.Put(RECORD, Value.utf8(INSTANCE)));
        writes(50);
        assertThat(lab.stored(COPY)).isPresent();

        restore.run();
        lab.advance(Duration.ofSeconds(10));
        assertThat(lab.stored(COPY)).isEmpty();
        lab.write(new Write.Put(RECORD, Value.utf8(INSTANCE)));
        lab.loop.run();

        assertThat(lab.stored(COPY)).isPresent();
    }

    @Test
    void aStoreThatBecameAnotherOneWhileItWasCutOffIsReadAnew() {
        lab.launched("a.service");
        lab.link().cut();
        lab.advance(Duration.ofSeconds(60));
        lab.store.wipe();
        writes(200);
        lab.link().heal();
        lab.advance(Duration.ofSeconds(30));

        assertThat(units()).isEmpty();
    }
}
