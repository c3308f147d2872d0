package dev.flotilla.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.gateway.event.Event;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LiveClusterTest {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";

    private final EventLog events = new EventLog(1000);
    private final LiveCluster live = new LiveCluster(events, Clock.systemUTC(), Duration.ofMillis(200));
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void nothingIsReadBeforeTheSnapshot() {
        assertThat(live.trouble()).contains("not connected yet");
        assertThatThrownBy(() -> live.read(Records::units))
                .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                        .isInstanceOf(FlotillaError.Unavailable.class));
    }

    @Test
    void nothingIsHeardBeforeTheSnapshot() {
        assertThatThrownBy(() -> live.reach(0)).hasMessageContaining("not connected yet");
        cluster.watch(live);
        live.reach(0);
        assertThat(events.revision()).isEqualTo(cluster.revision());
    }

    @Test
    void whoHasHeardMoreWaitsUntilItIsKnownHereToo() {
        cluster.watch(live);
        long ahead = cluster.revision() + 5;
        var reached = CompletableFuture.supplyAsync(() -> {
            live.reach(ahead);
            return events.revision();
        });
        live.onProgress(ahead);
        assertThat(reached.join()).isEqualTo(ahead);
    }

    @Test
    void whoHasHeardMoreIsRefusedWhileNoRegistryAnswers() {
        cluster.watch(live);
        cluster.disconnect("connection refused");
        live.reach(cluster.revision());
        assertThatThrownBy(() -> live.reach(cluster.revision() + 1)).hasMessageContaining("connection refused");
    }

    @Test
    void readsAreOfOneRevision() {
        cluster.unit("a.service");
        cluster.watch(live);
        cluster.unit("b.service");
        var units = live.read(records -> List.copyOf(records.units().keySet()));
        assertThat(units.value()).containsExactly(new UnitName("a.service"), new UnitName("b.service"));
        assertThat(units.revision()).isEqualTo(cluster.revision());
    }

    @Test
    void nothingIsReadWhileNoRegistryAnswersAndThenAgain() {
        cluster.watch(live);
        cluster.disconnect("connection refused");
        assertThat(live.trouble()).contains("connection refused");
        assertThatThrownBy(() -> live.read(Records::units)).hasMessageContaining("connection refused");
        live.onConnected(new Endpoint("127.0.0.1", 1));
        live.onProgress(cluster.revision());
        assertThat(live.read(records -> records.units().size()).value()).isZero();
    }

    @Test
    void nothingIsReadUntilTheCopyHasCaughtUpAgain() {
        cluster.watch(live);
        cluster.disconnect("connection refused");
        live.onConnected(new Endpoint("127.0.0.1", 1));
        assertThat(live.trouble()).contains("catching up with the registry");
        assertThatThrownBy(() -> live.read(Records::units)).hasMessageContaining("catching up with the registry");
        live.onProgress(cluster.revision());
        assertThat(live.trouble()).isEmpty();
    }

    @Test
    void nothingIsReadWhileEverythingIsReadAnew() {
        cluster.watch(live);
        live.onStartOver();
        assertThat(live.trouble()).contains("catching up with the registry");
        assertThatThrownBy(() -> live.read(Records::units)).hasMessageContaining("catching up with the registry");
        live.onSnapshot(List.of(), cluster.revision() + 1);
        assertThat(live.trouble()).isEmpty();
        assertThat(live.read(records -> records.units().size()).value()).isZero();
    }

    @Test
    void aReadWaitsForARegistryThatComesBack() {
        var patient = new LiveCluster(events, Clock.systemUTC(), Duration.ofSeconds(20));
        var read = CompletableFuture.supplyAsync(() -> patient.read(Records::brake));
        cluster.watch(patient);
        await().until(read::isDone);
        assertThat(read.join().value().engaged()).isFalse();
    }

    @Test
    void aReadSeesWhatWasWrittenBefore() {
        cluster.watch(live);
        live.expect(cluster.revision() + 1);
        var read = CompletableFuture.supplyAsync(
                () -> live.read(records -> records.units().size()).value());
        cluster.unit("a.service");
        assertThat(read.join()).isOne();
    }

    @Test
    void aReadWithoutWhatWasWrittenBeforeIsRefused() {
        cluster.watch(live);
        live.expect(cluster.revision() + 1);
        assertThatThrownBy(() -> live.read(Records::units))
                .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                        .isInstanceOf(FlotillaError.Unavailable.class));
        cluster.unit("a.service");
        assertThat(live.read(records -> records.units().size()).value()).isOne();
    }

    @Test
    void aReadWithoutWhatWasWrittenBeforeIsRefusedInTime() {
        var prompt = new LiveCluster(events, Clock.systemUTC(), Duration.ofSeconds(3));
        cluster.watch(prompt);
        prompt.expect(cluster.revision() + 1);
        long before = System.nanoTime();
        assertThatThrownBy(() -> prompt.read(Records::units)).hasMessageContaining("has not been heard of yet");
        // Within the one timeout, and not one for each thing that is waited for.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aReadAfterAWriteWaitsForTheNextRegistryWhenItsOwnIsLost() throws Exception {
        var patient = new LiveCluster(events, Clock.systemUTC(), Duration.ofSeconds(20));
        cluster.watch(patient);
        patient.expect(cluster.revision() + 1);
        var read = new FutureTask<>(
                () -> patient.read(records -> records.units().size()).value());
        Thread reader = Thread.ofPlatform().start(read);
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        cluster.disconnect("connection refused");
        patient.onConnected(new Endpoint("127.0.0.1", 1));
        cluster.unit("a.service");
        assertThat(read.get()).isOne();
    }

    @Test
    void aSnapshotFromBeforeAWriteDoesNotCountForIt() {
        cluster.watch(live);
        live.expect(cluster.revision() + 1);
        live.onSnapshot(List.of(), cluster.revision());
        assertThatThrownBy(() -> live.read(Records::units))
                .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                        .isInstanceOf(FlotillaError.Unavailable.class));
    }

    @Test
    void ofAStoreThatWasPutBackNothingIsExpected() {
        cluster.watch(live);
        live.expect(cluster.revision() + 1);
        live.onSnapshot(List.of(), 3);
        assertThat(live.read(records -> records.units().size()).revision()).isEqualTo(3);
    }

    @Test
    void aRevisionThatNeverShowsHoldsNoReadForGood() {
        cluster.watch(live);
        live.expect(cluster.revision() + 1000);
        live.onProgress(cluster.revision() + 1);
        assertThat(live.read(records -> records.units().size()).value()).isZero();
        long before = System.nanoTime();
        live.read(records -> records.units().size());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void aNewSnapshotIsTakenAsChanges() {
        cluster.machine(M1, "172.18.1.2", Map.of());
        Unit kept = cluster.unit("kept.service", DesiredState.INACTIVE);
        cluster.unit("gone.service");
        cluster.place("gone.service", M1, "new unit");
        cluster.watch(live);
        long seen = live.revision();
        Unit fresh = cluster.unit("fresh.service");

        live.onSnapshot(List.of(new WatchItem.OfUnit(kept), new WatchItem.OfUnit(fresh)), seen + 50);

        assertThat(live.read(records -> List.copyOf(records.units().keySet())).value())
                .containsExactly(fresh.name(), kept.name());
        assertThat(live.read(records -> records.placements().size()).value()).isZero();
        assertThat(events.after(seen + 1).orElseThrow())
                .extracting(Event::sentence)
                .containsExactlyInAnyOrder(
                        "gone.service was taken off 05c0472b.../172.18.1.2",
                        "gone.service was destroyed",
                        "machine 05c0472b... was removed");
    }

    @Test
    void aStoreThatWasPutBackStartsAnew() {
        cluster.unit("a.service");
        cluster.watch(live);
        live.onSnapshot(List.of(), 3);
        assertThat(live.revision()).isEqualTo(3);
        assertThat(events.completeAfter()).isEqualTo(3);
        assertThat(live.read(records -> records.units().size()).value()).isZero();
    }
}
