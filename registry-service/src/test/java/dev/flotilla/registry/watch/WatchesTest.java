package dev.flotilla.registry.watch;

import static dev.flotilla.registry.testing.Lab.desire;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WatchesTest {
    private static final int HISTORY = 50;

    private final Lab lab = new Lab(WatchesTest::smallHistory);

    WatchesTest() {
        lab.replica("r1");
    }

    private static RegistrySettings smallHistory(RegistrySettings settings) {
        return new RegistrySettings(
                settings.keys(),
                settings.replicaId(),
                settings.advertise(),
                settings.heartbeat(),
                settings.ttl(),
                settings.replicaTtl(),
                HISTORY,
                settings.patience(),
                settings.brake(),
                settings.keepLost(),
                settings.sweepInterval());
    }

    /** Follows and keeps a copy of what it follows. */
    private final class Follower {
        private final List<Delivery> deliveries = new ArrayList<>();
        private final Map<ItemKey, Item> copy = new HashMap<>();
        private final Subscription subscription;
        private boolean slow;

        private Follower(long after, Kind... kinds) {
            subscription = lab.get(lab.registry().watches().open(Set.of(kinds), after, this::take));
            subscription.request();
            lab.loop.run();
        }

        private void take(Delivery delivery) {
            deliveries.add(delivery);
            switch (delivery) {
                case Delivery.Snapshot(var items) -> items.forEach(item -> copy.put(item.key(), item));
                case Delivery.Changes(long revision, var changes) ->
                    changes.forEach(change -> change.after()
                            .ifPresentOrElse(item -> copy.put(change.key(), item), () -> copy.remove(change.key())));
                case Delivery.SnapshotEnd _, Delivery.Progress _, Delivery.Compacted _, Delivery.StoreLost _ -> {}
            }
            if (!slow) {
                subscription.request();
            }
        }

        private Stream<ItemChange> changes() {
            return deliveries.stream()
                    .filter(Delivery.Changes.class::isInstance)
                    .flatMap(delivery -> ((Delivery.Changes) delivery).changes().stream());
        }

        private long revision() {
            return switch (deliveries.getLast()) {
                case Delivery.SnapshotEnd(long revision, String _) -> revision;
                case Delivery.Changes(long revision, var changes) -> revision;
                case Delivery.Progress(long revision) -> revision;
                case Delivery.Snapshot _, Delivery.Compacted _, Delivery.StoreLost _ -> 0;
            };
        }

        private boolean isCompacted() {
            return deliveries.getLast() instanceof Delivery.Compacted;
        }
    }

    @Test
    void aSnapshotThenEveryChange() {
        lab.launched("a.service");
        lab.agent("m1");
        Follower follower = new Follower(0);
        assertThat(follower.deliveries).hasAtLeastOneElementOfType(Delivery.SnapshotEnd.class);
        assertThat(follower.copy.keySet())
                .containsExactlyInAnyOrder(
                        new ItemKey.OfUnit(UnitName.parse("a.service")), new ItemKey.OfMachine(Lab.id("m1")));
        lab.launched("b.service");
        lab.get(lab.registry().unitWrites().destroy(UnitName.parse("a.service"), "me"));
        assertThat(follower.copy.keySet())
                .containsExactlyInAnyOrder(
                        new ItemKey.OfUnit(UnitName.parse("b.service")), new ItemKey.OfMachine(Lab.id("m1")));
        assertThat(follower.changes().map(ItemChange::revision)).isSorted();
    }

    @Test
    void onlyTheWantedKindsComeAndProgressForTheRest() {
        Follower follower = new Follower(0, Kind.MACHINE);
        long revision = lab.launched("a.service");
        int told = follower.deliveries.size();
        lab.advance(Duration.ofSeconds(1));
        assertThat(follower.deliveries).hasSize(told + 1);
        assertThat(follower.revision()).isGreaterThanOrEqualTo(revision);
        assertThat(follower.deliveries.getLast()).isInstanceOf(Delivery.Progress.class);
    }

    @Test
    void whoWaitsInSilenceGetsASignOfLife() {
        lab.launched("a.service");
        Follower follower = new Follower(0);
        long revision = follower.revision();
        int told = follower.deliveries.size();

        lab.advance(Duration.ofSeconds(5));

        assertThat(follower.deliveries.subList(told, follower.deliveries.size()))
                .containsExactly(new Delivery.Progress(revision), new Delivery.Progress(revision));
    }

    /** Without, he would not know that he may count on them, and never leave a replica that hangs. */
    @Test
    void theFirstSignOfLifeComesAtOnceHoweverMuchHappens() {
        lab.launched("a.service");
        Follower follower = new Follower(0, Kind.UNIT);
        long position = follower.revision();
        assertThat(follower.deliveries).containsOnlyOnce(new Delivery.Progress(position));
        for (int i = 0; i < 20; i++) {
            busy(2);
            lab.advance(Duration.ofMillis(500));
        }
        assertThat(follower.deliveries)
                .filteredOn(Delivery.Progress.class::isInstance)
                .hasSize(1);

        Follower resumed = new Follower(position, Kind.UNIT);
        assertThat(resumed.deliveries).hasSize(2);
        assertThat(resumed.deliveries.getFirst())
                .as("what was missed comes first")
                .isInstanceOf(Delivery.Changes.class);
        assertThat(resumed.deliveries.getLast()).isEqualTo(new Delivery.Progress(follower.revision()));
    }

    @Test
    void whoHasMissedNothingHearsThatAtOnce() {
        long revision = lab.launched("a.service");
        lab.agent("m1");
        Follower resumed = new Follower(revision, Kind.UNIT);
        assertThat(resumed.deliveries).containsExactly(new Delivery.Progress(revision));
    }

    @Test
    void whoAsksForNothingGetsNoSignOfLife() {
        Follower follower = new Follower(0);
        follower.slow = true;
        lab.launched("a.service");
        int told = follower.deliveries.size();

        lab.advance(Duration.ofSeconds(10));

        assertThat(follower.deliveries).hasSize(told);
    }

    @Test
    void changesCarryTheirCauseAlsoAtOtherReplicas() {
        Replica second = lab.replica("r2");
        List<ItemChange> seen = new ArrayList<>();
        Subscription[] watch = new Subscription[1];
        watch[0] = lab.get(second.registry().watches().open(Set.of(), 0, delivery -> {
            if (delivery instanceof Delivery.Changes changes) {
                seen.addAll(changes.changes());
            }
            watch[0].request();
        }));
        watch[0].request();
        lab.launched("a.service");
        AgentProbe agent = lab.agent("m1");
        lab.committed(lab.leader(), lab.place("a.service", "m1"));
        lab.put(desire("a.service", DesiredState.INACTIVE));
        lab.get(lab.registry().unitWrites().destroy(UnitName.parse("a.service"), "jo@ops"));
        agent.goodbye();
        lab.loop.run();
        assertThat(seen)
                .extracting(change -> change.kind() + " " + change.after().isPresent() + ": " + change.cause())
                .containsSubsequence(
                        "UNIT true: submitted by me",
                        "MACHINE true: the machine joined",
                        "PLACEMENT true: test",
                        "UNIT true: asked to be inactive by me",
                        "PLACEMENT false: asked to be inactive by me",
                        "UNIT false: destroyed by jo@ops",
                        "MACHINE true: it left: shutdown");
    }

    @Test
    void aFollowerResumesWithoutAGapAndWithoutASnapshot() {
        Follower first = new Follower(0, Kind.UNIT);
        lab.launched("a.service");
        long left = first.revision();
        first.subscription.cancel();
        lab.launched("b.service");
        lab.launched("c.service");
        Follower resumed = new Follower(left, Kind.UNIT);
        assertThat(resumed.deliveries).noneMatch(Delivery.Snapshot.class::isInstance);
        assertThat(resumed.copy.keySet())
                .containsExactlyInAnyOrder(
                        new ItemKey.OfUnit(UnitName.parse("b.service")),
                        new ItemKey.OfUnit(UnitName.parse("c.service")));
    }

    @Test
    void whoResumesTooLateIsTold() {
        long early = lab.launched("a.service");
        busy(2 * HISTORY);
        assertThat(new Follower(early, Kind.UNIT).isCompacted()).isTrue();
    }

    @Test
    void whoResumesAtARevisionThatNeverCameIsToldToStartOver() {
        Follower follower = new Follower(1_000_000, Kind.UNIT);
        lab.advance(Duration.ofSeconds(10));
        assertThat(follower.isCompacted()).isTrue();
    }

    @Test
    void whoResumesAtALaggingReplicaIsServedWhenItHasCaughtUp() {
        Replica second = lab.replica("r2");
        second.link().holdWatch();
        long revision = lab.launched("a.service");
        List<Delivery> seen = new ArrayList<>();
        var open = second.registry().watches().open(Set.of(Kind.UNIT), revision, seen::add);
        lab.loop.run();
        assertThat(open).isNotDone();
        second.link().releaseWatch();
        lab.get(open).request();
        lab.loop.run();
        lab.get(open).request();
        lab.launched("b.service");
        assertThat(seen).containsExactly(new Delivery.Progress(revision), seen.getLast());
        assertThat(seen.getLast()).isInstanceOf(Delivery.Changes.class);
    }

    @Test
    void aSlowFollowerIsEndedAndHoldsUpNobody() {
        Follower quick = new Follower(0, Kind.UNIT);
        Follower slow = new Follower(0, Kind.UNIT);
        slow.slow = true;
        lab.launched("a.service"); // the delivery that it never comes back from
        int before = slow.deliveries.size();
        busy(4 * HISTORY);
        assertThat(slow.deliveries).hasSize(before);
        assertThat(quick.changes().count()).isEqualTo(1 + 4 * HISTORY);
        assertThat(lab.get(lab.registry().figures()).history()).isLessThanOrEqualTo(HISTORY);
        slow.subscription.request();
        lab.loop.run();
        assertThat(slow.isCompacted()).isTrue();
        assertThat(lab.get(lab.registry().figures()).watchers()).isEqualTo(1);
    }

    @Test
    void aFollowerThatIsALittleSlowGetsItAllTogether() {
        Follower follower = new Follower(0, Kind.UNIT);
        follower.slow = true;
        lab.launched("a.service");
        int told = follower.deliveries.size();
        busy(HISTORY / 2);
        follower.slow = false;
        follower.subscription.request();
        lab.loop.run();
        assertThat(follower.changes().count()).isEqualTo(1 + HISTORY / 2);
        assertThat(follower.deliveries).hasSize(told + 1);
    }

    @Test
    void aLargeSnapshotComesInPartsOfOneMoment() {
        for (int i = 0; i < 1200; i++) {
            lab.write(new Write.Put(
                    lab.keys.unit("u" + i + ".service"),
                    dev.flotilla.registry.record.Records.unit(dev.flotilla.model.unit.Unit.define(
                            UnitName.parse("u" + i + ".service"),
                            Lab.file(),
                            DesiredState.LAUNCHED,
                            lab.loop.now(),
                            ""))));
        }
        Follower follower = new Follower(0, Kind.UNIT);
        assertThat(follower.deliveries.size()).isGreaterThan(3);
        assertThat(follower.copy).hasSize(1200);
    }

    @Test
    void whenTheStoreHasForgottenChangesTheFollowersStartOver() {
        lab.launched("a.service");
        Follower follower = new Follower(0, Kind.UNIT);
        Replica second = lab.replica("r2");
        lab.link().holdWatch();
        long revision = lab.get(second.registry().unitWrites().put(Lab.put("b.service", DesiredState.LAUNCHED)))
                .revision();
        lab.link().compactedInstead();
        lab.advance(Duration.ofSeconds(1));
        assertThat(follower.isCompacted()).isTrue();
        Follower again = new Follower(0, Kind.UNIT);
        assertThat(again.copy).hasSize(2);
        assertThat(again.revision()).isGreaterThanOrEqualTo(revision);
    }

    @Test
    void theLeaderAndTheBrakeAreFollowedToo() {
        Follower follower = new Follower(0, Kind.LEADER, Kind.BRAKE);
        long term = lab.leader();
        assertThat(follower.copy.values())
                .singleElement()
                .isInstanceOfSatisfying(
                        Item.OfLeader.class,
                        item -> assertThat(item.leader().term()).isEqualTo(term));
        lab.advance(Duration.ofMinutes(2));
        assertThat(follower.copy).isEmpty();
    }

    @Test
    void theHistoryWeighsLargeUnitsMore() {
        String large = "Description=" + "x".repeat(2000) + "\n";
        long early = lab.launched("a.service");
        for (int i = 0; i < HISTORY / 2; i++) {
            var file = dev.flotilla.model.unit.UnitFile.parse(
                    "t", "[Unit]\n" + large + large + "[Service]\nNice=" + i + "\n");
            lab.put(new dev.flotilla.registry.unit.PutUnit(
                    UnitName.parse("a.service"),
                    java.util.Optional.of(file),
                    java.util.Optional.of(DesiredState.LAUNCHED),
                    "me",
                    0));
        }
        assertThat(new Follower(early, Kind.UNIT).isCompacted()).isTrue();
    }

    @Test
    void keysOfOthersAreNobodysNews() {
        Follower follower = new Follower(0);
        lab.write(new Write.Put(lab.keys.prefix() + "from/the/future", Value.utf8("x")));
        assertThat(follower.changes()).isEmpty();
    }

    private void busy(int changes) {
        for (int i = 0; i < changes; i++) {
            lab.put(desire("a.service", i % 2 == 0 ? DesiredState.LOADED : DesiredState.LAUNCHED));
        }
    }
}
