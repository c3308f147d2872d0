package dev.flotilla.registry.placement;

import static dev.flotilla.registry.testing.Lab.desire;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.machine.MetadataPatch;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.registry.unit.PutUnit;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementCommitsTest {
    private final Lab lab = Lab.withOneReplica();

    private static PlacementChange.Guard with(String unit, String machine) {
        return new PlacementChange.Guard(UnitName.parse(unit), 0, Optional.of(Lab.id(machine)));
    }

    private String refusal(CommitReport report) {
        assertThat(report.refused()).hasSize(1);
        return report.refused().getFirst().reason();
    }

    @Test
    void aPlacementIsCommittedAndItsReasonKept() {
        lab.launched("a.service");
        lab.agent("m1");
        long term = lab.leader();
        CommitReport report = lab.commit(term, lab.place("a.service", "m1"));
        assertThat(report.refused()).isEmpty();
        assertThat(lab.unit("a.service").placement()).hasValueSatisfying(placement -> {
            assertThat(placement.machine()).isEqualTo(Lab.id("m1"));
            assertThat(placement.term()).isEqualTo(term);
            assertThat(placement.explanation().summary()).isEqualTo("chosen");
            assertThat(placement.revision()).isEqualTo(report.revision());
        });
    }

    @Test
    void placingTakesTheReasonForWaitingAway() {
        lab.launched("a.service");
        lab.agent("m1");
        long term = lab.leader();
        lab.committed(term, lab.waiting("a.service", "0 of 0 machines"));
        assertThat(lab.unit("a.service").pending()).isPresent();
        lab.committed(term, lab.place("a.service", "m1"));
        assertThat(lab.unit("a.service").pending()).isEmpty();
    }

    /** A plan that moves its units away, made while it was lost, is under way when the machine comes back. */
    @Test
    void aMachineThatIsBackKeepsItsUnits() {
        lab.launched("a.service");
        AgentProbe agent = lab.agent("m1");
        lab.agent("m2");
        long term = lab.leader();
        lab.committed(term, lab.place("a.service", "m1"));
        agent.goodbye();
        lab.loop.run();
        assertThat(lab.machine("m1").orElseThrow().status()).isEqualTo(MachineStatus.LOST);
        PlacementChange away = lab.place("a.service", "m2");
        PlacementChange off = lab.unplace("a.service", "machine m1 lost");
        lab.agent("m1");
        assertThat(refusal(lab.commit(term, away))).isEqualTo("machine m1, which it is to leave, was changed");
        assertThat(refusal(lab.commit(term, off))).isEqualTo("machine m1, which it is to leave, was changed");
        assertThat(lab.whereIs("a.service")).contains("m1");
        lab.committed(term, lab.place("a.service", "m2"));
        assertThat(lab.whereIs("a.service")).contains("m2");
    }

    @Test
    void theSameReasonIsNotWrittenTwice() {
        lab.launched("a.service");
        long term = lab.leader();
        lab.committed(term, lab.waiting("a.service", "why"));
        long writes = lab.store.commits();
        lab.committed(term, lab.waiting("a.service", "why"));
        assertThat(lab.store.commits()).isEqualTo(writes);
        lab.committed(term, lab.waiting("a.service", "another why"));
        assertThat(lab.unit("a.service").pending().orElseThrow().explanation().summary())
                .isEqualTo("another why");
    }

    /** What one transaction cannot hold goes in several; what none can hold is refused, and the rest is not. */
    @Test
    void longReasonsDoNotKeepTheRestOfAPlanFromBeingCommitted() {
        List<String> units = List.of("a.service", "b.service", "c.service", "d.service");
        units.forEach(lab::launched);
        long term = lab.leader();
        CommitReport report = lab.commit(
                term,
                lab.waiting("a.service", "a".repeat(400 << 10)),
                lab.waiting("b.service", "b".repeat(700 << 10)),
                lab.waiting("c.service", "c".repeat(1200 << 10)),
                lab.waiting("d.service", "why"));
        assertThat(refusal(report)).contains("explanation", "too large");
        assertThat(units)
                .filteredOn(unit -> lab.unit(unit).pending().isPresent())
                .containsExactly("a.service", "b.service", "d.service");
    }

    @Test
    void aUnitMayBePlacedBesideAGlobalOneWhereThatRuns() {
        lab.launched("everywhere.service", "Global=true", "MachineMetadata=disk=ssd");
        lab.launched("a.service", "MachineOf=everywhere.service");
        lab.agent("m1", java.util.Map.of("disk", "ssd"));
        lab.agent("m2");
        long term = lab.leader();
        assertThat(lab.commit(term, lab.place("a.service", "m2")).refused()).hasSize(1);
        lab.committed(term, lab.place("a.service", "m1"));
        assertThat(lab.whereIs("a.service")).contains("m1");
    }

    /** Another replica takes the unit in between the look at the plan and its commit. */
    private CommitReport commitWhile(PutUnit meanwhile, long term, PlacementChange change) {
        Replica second = lab.replica("r2");
        lab.link().beforeNextCommit(() -> {
            second.registry().unitWrites().put(meanwhile);
            lab.link().holdWatch();
            lab.loop.run();
        });
        CompletableFuture<CommitReport> commit = lab.registry().placements().commit(term, List.of(change));
        lab.loop.run();
        lab.link().releaseWatch();
        return lab.get(commit);
    }

    /** It has no placement that could be compared: its own change takes it away. */
    @Test
    void aGlobalUnitThatStopsBetweenTheLookAndTheCommitIsNotFollowed() {
        lab.launched("everywhere.service", "Global=true");
        lab.launched("a.service", "MachineOf=everywhere.service");
        lab.agent("m1");
        long term = lab.leader();
        CommitReport report =
                commitWhile(desire("everywhere.service", DesiredState.INACTIVE), term, lab.place("a.service", "m1"));
        assertThat(refusal(report)).isEqualTo("it was overtaken by another change");
        assertThat(lab.stored(lab.keys.placement("a.service"))).isEmpty();
    }

    /** It did not exist when the plan was judged, so there was nothing of its own to compare. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[X-Fleet]\nGlobal=true\nConflicts=a.service\n",
                "[X-Fleet]\nGlobal=true\n\n[X-Flotilla]\nCPU=1\n"
            })
    void aGlobalUnitThatComesBetweenTheLookAndTheCommitHasItsRoom(String sections) {
        reserving("a.service", "[X-Flotilla]\nCPU=1.5\n");
        new AgentProbe(lab.loop, "m1", Map.of())
                .capacity(new dev.flotilla.model.machine.Capacity(2, 1 << 30))
                .connect(lab.registry());
        lab.loop.run();
        long term = lab.leader();
        CommitReport report =
                commitWhile(launching("everywhere.service", sections), term, lab.place("a.service", "m1"));
        assertThat(refusal(report)).isEqualTo("it was overtaken by another change");
        assertThat(lab.stored(lab.keys.placement("a.service"))).isEmpty();
    }

    @Test
    void unplacingSaysWhyTheUnitWaits() {
        lab.launched("a.service");
        lab.agent("m1");
        long term = lab.leader();
        lab.committed(term, lab.place("a.service", "m1"));
        lab.committed(term, lab.unplace("a.service", "no room"));
        assertThat(lab.whereIs("a.service")).isEmpty();
        assertThat(lab.unit("a.service").pending().orElseThrow().explanation().summary())
                .isEqualTo("no room");
    }

    @Test
    void aDeposedLeaderIsDenied() {
        lab.launched("a.service");
        lab.agent("m1");
        long term = lab.leader();
        PlacementChange change = lab.place("a.service", "m1");
        lab.write(new Write.Delete(lab.keys.leader()));
        assertThat(lab.error(lab.registry().placements().commit(term, List.of(change))))
                .isInstanceOf(FlotillaError.Denied.class);
        long next = lab.campaign("scheduler-2").leader().orElseThrow().term();
        assertThat(next).isGreaterThan(term);
        assertThat(lab.error(lab.registry().placements().commit(term, List.of(change))))
                .isInstanceOf(FlotillaError.Denied.class);
        assertThat(lab.whereIs("a.service")).isEmpty();
    }

    @Test
    void aLeaderDeposedBetweenTheLookAndTheCommitIsDenied() {
        lab.launched("a.service");
        lab.agent("m1");
        long term = lab.leader();
        PlacementChange change = lab.place("a.service", "m1");
        lab.link()
                .beforeNextCommit(
                        () -> lab.store.commit(dev.flotilla.store.Transaction.of(new Write.Delete(lab.keys.leader()))));
        assertThat(lab.error(lab.registry().placements().commit(term, List.of(change))))
                .isInstanceOf(FlotillaError.Denied.class);
        assertThat(lab.stored(lab.keys.placement("a.service"))).isEmpty();
    }

    @Test
    void eachChangeIsJudgedByItself() {
        lab.launched("a.service");
        lab.launched("b.service");
        lab.agent("m1");
        long term = lab.leader();
        PlacementChange stale = lab.place("a.service", "m1");
        PlacementChange good = lab.place("b.service", "m1");
        lab.put(desire("a.service", DesiredState.LOADED));
        CommitReport report = lab.commit(term, stale, good);
        assertThat(report.refused())
                .containsExactly(new RefusedChange(UnitName.parse("a.service"), "the unit was changed"));
        assertThat(lab.whereIs("b.service")).contains("m1");
        assertThat(lab.whereIs("a.service")).isEmpty();
    }

    @Test
    void whatChangesBetweenTheLookAndTheCommitIsRefusedAlone() {
        lab.launched("a.service");
        lab.launched("b.service");
        lab.agent("m1");
        long term = lab.leader();
        PlacementChange overtaken = lab.place("a.service", "m1");
        PlacementChange good = lab.place("b.service", "m1");
        Replica second = lab.replica("r2");
        lab.link().beforeNextCommit(() -> {
            second.registry().unitWrites().destroy(UnitName.parse("a.service"), "me");
            lab.link().holdWatch();
            lab.loop.run();
        });
        CompletableFuture<CommitReport> commit = lab.registry().placements().commit(term, List.of(overtaken, good));
        lab.loop.run();
        lab.link().releaseWatch();
        assertThat(lab.get(commit).refused())
                .extracting(refused -> refused.unit().value())
                .containsExactly("a.service");
        assertThat(lab.whereIs("b.service")).contains("m1");
        assertThat(lab.stored(lab.keys.placement("a.service"))).isEmpty();
    }

    @Test
    void aMachineThatChangedIsRefused() {
        lab.launched("a.service");
        AgentProbe agent = lab.agent("m1");
        long term = lab.leader();
        PlacementChange change = lab.place("a.service", "m1");
        agent.goodbye();
        lab.loop.run();
        assertThat(refusal(lab.commit(term, change))).isEqualTo("machine m1 was changed");
        assertThat(refusal(lab.commit(term, lab.place("a.service", "m1")))).isEqualTo("machine m1 is lost");
    }

    @Test
    void aPlanMadeOnOldMetadataIsRefused() {
        lab.launched("a.service", "MachineMetadata=disk=ssd");
        lab.agent("m1", Map.of("disk", "ssd"));
        long term = lab.leader();
        PlacementChange change = lab.place("a.service", "m1");
        lab.get(lab.registry()
                .metadata()
                .patch(List.of(new MetadataPatch(Lab.id("m1"), "disk", Optional.of("tape"))), "me"));
        assertThat(refusal(lab.commit(term, change))).isEqualTo("machine m1 was changed");
        assertThat(refusal(lab.commit(term, lab.place("a.service", "m1")))).isEqualTo("machine m1 lacks disk=ssd");
    }

    @Test
    void everyHardConstraintIsCheckedHoweverSureTheSchedulerIs() {
        lab.agent("m1", Map.of("disk", "ssd"));
        lab.agent("m2");
        lab.launched("pinned.service", "MachineID=m2");
        lab.launched("picky.service", "MachineMetadata=disk=ssd");
        lab.launched("loner.service", "Conflicts=other*.service");
        lab.launched("other1.service");
        lab.launched("follower.service", "MachineOf=loner.service");
        lab.launched("everywhere.service", "Global=true", "MachineMetadata=disk=ssd", "Conflicts=shy*.service");
        lab.launched("shy1.service");
        long term = lab.leader();
        assertThat(refusal(lab.commit(term, lab.place("pinned.service", "m1")))).isEqualTo("m1 is not machine m2");
        assertThat(refusal(lab.commit(term, lab.place("picky.service", "m2")))).isEqualTo("machine m2 lacks disk=ssd");
        assertThat(refusal(lab.commit(term, lab.place("follower.service", "m1"))))
                .isEqualTo("loner.service is not on machine m1");
        lab.committed(term, lab.place("loner.service", "m1"));
        assertThat(refusal(lab.commit(term, lab.place("other1.service", "m1"))))
                .isEqualTo("conflicts with loner.service on machine m1");
        assertThat(refusal(lab.commit(term, lab.place("follower.service", "m2"))))
                .isEqualTo("loner.service is not on machine m2");
        assertThat(refusal(lab.commit(term, lab.place("shy1.service", "m1"))))
                .isEqualTo("conflicts with everywhere.service on machine m1");
        assertThat(refusal(lab.commit(term, lab.place("everywhere.service", "m1"))))
                .isEqualTo("a global unit is not placed");
        lab.committed(
                term,
                lab.place("pinned.service", "m2"),
                lab.place("picky.service", "m1"),
                lab.place("other1.service", "m2"),
                lab.place("follower.service", "m1"),
                lab.place("shy1.service", "m2"));
    }

    @Test
    void reservedResourcesAreNotGivenTwice() {
        new AgentProbe(lab.loop, "m1", Map.of())
                .capacity(new dev.flotilla.model.machine.Capacity(2, 1 << 30))
                .connect(lab.registry());
        lab.loop.run();
        long term = lab.leader();
        reserving("everywhere.service", "[X-Fleet]\nGlobal=true\n\n[X-Flotilla]\nCPU=0.5\n");
        reserving("a.service", "[X-Flotilla]\nCPU=1\nMemory=600M\n");
        reserving("b.service", "[X-Flotilla]\nCPU=1\n");
        reserving("c.service", "[X-Flotilla]\nMemory=600M\n");
        reserving("d.service", "[X-Flotilla]\nCPU=0.5\n");
        lab.committed(term, lab.place("a.service", "m1"));
        assertThat(refusal(lab.commit(term, lab.place("b.service", "m1"))))
                .isEqualTo("machine m1 has not enough CPU left");
        assertThat(refusal(lab.commit(term, lab.place("c.service", "m1"))))
                .isEqualTo("machine m1 has not enough memory left");
        lab.committed(term, lab.place("d.service", "m1"));
    }

    private void reserving(String name, String sections) {
        lab.put(launching(name, sections));
    }

    private static PutUnit launching(String name, String sections) {
        var file = dev.flotilla.model.unit.UnitFile.parse("test", "[Service]\nExecStart=/bin/sleep 1d\n\n" + sections);
        return new PutUnit(UnitName.parse(name), Optional.of(file), Optional.of(DesiredState.LAUNCHED), "me", 0);
    }

    @Test
    void aUnitIsNotPlacedWhereItWouldHaveToGiveWay() {
        lab.agent("m1");
        long term = lab.leader();
        lab.launched("old.service");
        lab.launched("new.service", "Replaces=old.service");
        lab.committed(term, lab.place("new.service", "m1"));
        assertThat(refusal(lab.commit(term, lab.place("old.service", "m1"))))
                .isEqualTo("gives way to new.service on machine m1");
    }

    @Test
    void conflictsAreSeenWithinAPlan() {
        lab.launched("a@1.service", "Conflicts=a@*.service");
        lab.launched("a@2.service", "Conflicts=a@*.service");
        lab.agent("m1");
        CommitReport report = lab.commit(lab.leader(), lab.place("a@1.service", "m1"), lab.place("a@2.service", "m1"));
        assertThat(refusal(report)).isEqualTo("conflicts with a@1.service on machine m1");
    }

    @Test
    void aFollowerMovesWithItsTargetOrNotAtAll() {
        lab.agent("m1");
        AgentProbe second = lab.agent("m2");
        lab.launched("target.service");
        lab.launched("follower.service", "MachineOf=target.service");
        long term = lab.leader();
        lab.committed(
                term,
                lab.place("target.service", "m1"),
                lab.place("follower.service", "m1", with("target.service", "m1")));
        PlacementChange target = lab.place("target.service", "m2");
        PlacementChange follower = lab.place("follower.service", "m2", with("target.service", "m2"));
        second.goodbye();
        lab.loop.run();
        CommitReport report = lab.commit(term, target, follower);
        assertThat(report.refused()).hasSize(2);
        assertThat(lab.whereIs("target.service")).contains("m1");
        assertThat(lab.whereIs("follower.service")).contains("m1");
    }

    @Test
    void aGuardOnAnotherPlacementMustHold() {
        lab.agent("m1");
        lab.launched("a.service");
        lab.launched("b.service");
        long term = lab.leader();
        var guard = new PlacementChange.Guard(UnitName.parse("a.service"), 0, Optional.empty());
        PlacementChange change = lab.place("b.service", "m1", guard);
        lab.committed(term, lab.place("a.service", "m1"));
        assertThat(refusal(lab.commit(term, change))).contains("the placement of a.service is not as the plan says");
    }

    @Test
    void theSameUnitTwiceIsRefusedTheSecondTime() {
        lab.agent("m1");
        lab.agent("m2");
        lab.launched("a.service");
        CommitReport report = lab.commit(lab.leader(), lab.place("a.service", "m1"), lab.place("a.service", "m2"));
        assertThat(refusal(report)).isEqualTo("the plan has the unit twice");
        assertThat(lab.whereIs("a.service")).contains("m1");
    }

    @Test
    void aLargePlanGoesInPartsAndIsWhole() {
        List<String> names =
                IntStream.range(0, 100).mapToObj(i -> "u" + i + ".service").toList();
        names.forEach(lab::launched);
        lab.agent("m1");
        long term = lab.leader();
        long writes = lab.store.commits();
        PlacementChange[] plan =
                names.stream().map(name -> lab.place(name, "m1")).toArray(PlacementChange[]::new);
        lab.committed(term, plan);
        assertThat(lab.store.commits() - writes).isBetween(2L, 4L);
        assertThat(names).allSatisfy(name -> assertThat(lab.whereIs(name)).contains("m1"));
    }

    /** A plan through one replica is still under way when the next, made without it, comes through another. */
    @Test
    void aDelayedPlanOfTheSameLeaderCannotBreakAConstraint() {
        Replica second = lab.replica("r2");
        lab.launched("a@1.service", "Conflicts=a@*.service");
        lab.launched("a@2.service", "Conflicts=a@*.service");
        lab.agent("m1");
        long term = lab.leader();
        PlacementChange first = lab.place("a@1.service", "m1");
        PlacementChange other = lab.place("a@2.service", "m1");
        second.link().next(transaction -> true, Fate.LATE);
        second.link().beforeNextCommit(() -> {});
        CompletableFuture<CommitReport> delayed = second.registry().placements().commit(term, List.of(first));
        lab.committed(term, other);
        second.link().releaseHeld();
        lab.loop.run();
        lab.get(delayed);
        assertThat(List.of(lab.whereIs("a@1.service"), lab.whereIs("a@2.service")))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
    }

    @Test
    void aReplicaThatLagsWaitsForWhatThePlanHasSeen() {
        Replica second = lab.replica("r2");
        lab.agent("m1");
        long term = lab.leader();
        second.link().holdWatch();
        lab.launched("a.service");
        PlacementChange change = lab.place("a.service", "m1");
        CompletableFuture<CommitReport> commit = second.registry().placements().commit(term, List.of(change));
        lab.loop.run();
        assertThat(commit).isNotDone();
        second.link().releaseWatch();
        assertThat(lab.get(commit).refused()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"ANSWER_LOST", "NEVER_ARRIVED", "LATE"})
    void anUnknownOutcomeIsFoundOut(Fate fate) {
        lab.launched("a.service");
        lab.launched("b.service");
        lab.agent("m1");
        long term = lab.leader();
        PlacementChange[] plan = {lab.place("a.service", "m1"), lab.waiting("b.service", "why")};
        lab.link().next(transaction -> true, fate);
        CommitReport report = lab.commit(term, plan);
        lab.link().releaseHeld();
        lab.loop.run();
        assertThat(report.refused()).isEmpty();
        assertThat(lab.whereIs("a.service")).contains("m1");
        assertThat(lab.unit("b.service").pending()).isPresent();
    }

    @Test
    void theBrakeHoldsMovesAwayFromLostMachines() {
        List<AgentProbe> agents =
                IntStream.range(0, 10).mapToObj(i -> lab.agent("m" + i)).toList();
        lab.launched("a.service");
        lab.launched("b.service");
        long term = lab.leader();
        lab.committed(term, lab.place("a.service", "m0"));
        agents.subList(0, 6).forEach(AgentProbe::silent);
        lab.advance(Duration.ofSeconds(9));
        assertThat(refusal(lab.commit(term, lab.place("a.service", "m9"))))
                .isEqualTo("the brake holds moves away from lost machines");
        assertThat(refusal(lab.commit(term, lab.unplace("a.service", "lost"))))
                .isEqualTo("the brake holds moves away from lost machines");
        lab.committed(term, lab.place("b.service", "m9"));
        lab.get(lab.registry().brake().release("jo"));
        lab.committed(term, lab.place("a.service", "m9"));
    }

    /** Each replica hears half of the machines: one sees a single loss, the other that most are gone. */
    @Test
    void aBrakeThatIsEngagedBetweenTheLookAndTheCommitHolds() {
        lab.launched("a.service");
        AgentProbe lost = lab.agent("m1");
        long term = lab.leader();
        lab.agent("m2");
        lab.committed(term, lab.place("a.service", "m1"));
        lost.silent();
        lab.advance(Duration.ofSeconds(9));
        PlacementChange move = lab.place("a.service", "m2");
        Brake engaged = new Brake(true, 6, 10, lab.loop.now(), "", 0);
        lab.link().beforeNextCommit(() -> lab.write(new Write.Put(lab.keys.brake(), Records.brake(engaged))));
        assertThat(refusal(lab.commit(term, move))).isEqualTo("it was overtaken by another change");
        assertThat(lab.whereIs("a.service")).contains("m1");
    }

    @Test
    void committingDoesNotDisturbTheTermNorItsWatchers() {
        lab.launched("a.service");
        lab.agent("m1");
        long term = lab.leader();
        List<Object> seen = new ArrayList<>();
        var watch = lab.get(lab.registry()
                .watches()
                .open(java.util.Set.of(dev.flotilla.registry.watch.Kind.LEADER), lab.launched("b.service"), seen::add));
        watch.request();
        lab.committed(term, lab.place("a.service", "m1"));
        assertThat(lab.get(lab.registry().election().leader()).orElseThrow().term())
                .isEqualTo(term);
        assertThat(seen).noneMatch(dev.flotilla.registry.watch.Delivery.Changes.class::isInstance);
        lab.advance(Duration.ofSeconds(50)); // the lease still holds the key: it goes when nobody renews
        assertThat(lab.stored(lab.keys.leader())).isPresent();
        lab.advance(Duration.ofSeconds(20));
        assertThat(lab.stored(lab.keys.leader())).isEmpty();
    }
}
