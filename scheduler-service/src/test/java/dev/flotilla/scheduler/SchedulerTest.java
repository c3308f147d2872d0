package dev.flotilla.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.Leader;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.placement.Planner;
import dev.flotilla.scheduler.reconcile.PassReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole schedulers on virtual time, against a registry in memory. */
class SchedulerTest {
    private static final Duration TTL = Duration.ofSeconds(3);

    private final VirtualLoop loop = new VirtualLoop();
    private final FakeControlPlane registry = new FakeControlPlane(loop);
    private final List<PassReport> passes = new ArrayList<>();
    private final Scheduler first = scheduler("first");
    private final Scheduler second = scheduler("second");

    private Scheduler scheduler(String name) {
        return new Scheduler(
                new SchedulerSettings(name, TTL), registry, loop, new Random(7), new Planner(), passes::add);
    }

    @BeforeEach
    void threeMachines() {
        for (int i = 1; i <= 3; i++) {
            registry.machine("m" + i, MachineStatus.ONLINE);
        }
    }

    private void startFirst() {
        first.start();
        loop.run();
        assertThat(first.view().leads()).isTrue();
    }

    @Test
    void theFirstOneLeadsTheOtherIsAReadyStandby() {
        startFirst();
        second.start();
        loop.pass(Duration.ofSeconds(20));
        assertThat(first.view().leads()).isTrue();
        assertThat(second.view().leads()).isFalse();
        assertThat(second.view().ready()).isTrue();
        assertThat(second.view().leader().map(Leader::candidate)).contains("first");
    }

    @Test
    void aNewUnitIsPlacedWithoutTimePassing() {
        startFirst();
        registry.unit("a.service");
        loop.run();
        assertThat(registry.where("a.service")).isEqualTo("m1");
        assertThat(registry.commits).singleElement().satisfies(commit -> {
            assertThat(commit.term()).isEqualTo(first.view().term().getAsLong());
            assertThat(commit.changes()).extracting(PlacementChange::cause).containsExactly("new unit");
        });
    }

    @Test
    void whatIsThereWhenATermBeginsIsPlaced() {
        registry.unit("a.service");
        registry.unit("b.service");
        startFirst();
        assertThat(registry.where("a.service")).isEqualTo("m1");
        assertThat(registry.where("b.service")).isEqualTo("m2");
        assertThat(passes.getFirst().full()).isTrue();
    }

    @Test
    void anIdleClusterCausesNoCommitsAndNoPasses() {
        registry.unit("a.service");
        startFirst();
        loop.run();
        int before = passes.size();
        loop.pass(Duration.ofMinutes(5));
        assertThat(passes).hasSize(before);
        assertThat(registry.commits).hasSize(1);
        first.tick();
        loop.run();
        assertThat(passes).hasSize(before + 1);
        assertThat(passes.getLast().outcome()).isEqualTo(PassReport.Outcome.NOTHING);
        assertThat(registry.commits).hasSize(1);
    }

    /** Also when all reasons are on record already, so that there is nothing to commit in between. */
    @Test
    void whatOnePassHasNoTimeForIsTheNextOnes() {
        for (int i = 4; i <= 300; i++) {
            registry.machine("m" + i, MachineStatus.ONLINE);
        }
        for (int i = 0; i < 1700; i++) {
            registry.unit("web@" + i + ".service", "Conflicts=web@*.service");
        }
        startFirst();
        assertThat(registry.placements).hasSize(300);
        assertThat(registry.pending).hasSize(1400);
        int before = passes.size();
        int commits = registry.commits.size();
        first.tick();
        loop.run();
        assertThat(registry.commits).hasSize(commits);
        assertThat(passes.subList(before, passes.size()))
                .hasSize(3)
                .extracting(PassReport::outcome)
                .containsOnly(PassReport.Outcome.NOTHING);
    }

    @Test
    void aStandbyDecidesNothing() {
        startFirst();
        second.start();
        loop.run();
        first.stop();
        registry.unit("a.service");
        loop.run();
        assertThat(registry.commits).extracting(FakeControlPlane.Commit::term).doesNotContain(0L);
        assertThat(second.view().leads()).isTrue();
        assertThat(registry.where("a.service")).isEqualTo("m1");
    }

    @Test
    void aResignedLeadershipIsTakenAtOnce() {
        startFirst();
        second.start();
        loop.run();
        long term = first.view().term().getAsLong();
        first.stop();
        loop.run();
        assertThat(first.view().leads()).isFalse();
        assertThat(second.view().leads()).isTrue();
        assertThat(second.view().term().getAsLong()).isGreaterThan(term);
    }

    @Test
    void aLeaderThatCannotRenewStepsDownByItselfWithinTheTtl() {
        startFirst();
        registry.down = true;
        loop.pass(TTL.minusMillis(1));
        assertThat(first.view().leads()).isTrue();
        loop.pass(Duration.ofMillis(2));
        assertThat(first.view().leads()).isFalse();
        registry.down = false;
        loop.pass(TTL);
        assertThat(first.view().leads()).isTrue();
    }

    @Test
    void aLeaderThatStoodStillTooLongDecidesNothingFirst() {
        startFirst();
        second.start();
        loop.run();
        loop.freeze(TTL.plusSeconds(1));
        registry.unit("a.service");
        loop.run();
        assertThat(registry.commits).as("not by the frozen leader").isEmpty();
        loop.pass(TTL);
        assertThat(registry.where("a.service")).isEqualTo("m1");
        assertThat(registry.commits).allSatisfy(commit -> assertThat(commit.term())
                .isEqualTo(registry.leader().orElseThrow().term()));
    }

    @Test
    void aLeaderDeposedInTheMiddleOfAPassDropsIt() {
        startFirst();
        second.start();
        loop.run();
        registry.holdCommits = true;
        registry.unit("a.service");
        loop.run();
        loop.freeze(TTL.plusSeconds(1));
        registry.expire();
        loop.pass(Duration.ofMillis(1));
        registry.release();
        loop.pass(TTL);
        assertThat(passes).extracting(PassReport::outcome).contains(PassReport.Outcome.DEPOSED);
        assertThat(registry.where("a.service")).isEqualTo("m1");
        assertThat(registry.placements.get("a.service").term())
                .isEqualTo(registry.leader().orElseThrow().term());
    }

    @Test
    void aTermThatTheStoreRefusesEndsAtOnce() {
        startFirst();
        registry.holdCommits = true;
        registry.unit("a.service");
        loop.run();
        registry.holdWatch = true;
        registry.usurp("third");
        registry.release();
        loop.run();
        assertThat(first.view().leads()).isFalse();
        assertThat(registry.placements).isEmpty();
    }

    @Test
    void aLeaderThatHearsOfANewerTermEndsItsOwn() {
        startFirst();
        registry.usurp("third");
        loop.run();
        assertThat(first.view().leads()).isFalse();
        assertThat(first.view().leader().map(Leader::candidate)).contains("third");
        registry.unit("a.service");
        loop.pass(TTL);
        assertThat(registry.commits).isEmpty();
    }

    @Test
    void theNextPassWaitsUntilTheWatchShowsTheCommit() {
        startFirst();
        registry.holdWatch = true;
        registry.units.clear();
        registry.catchUp();
        registry.unit("a.service");
        registry.holdWatch = true;
        loop.run();
        assertThat(registry.commits).hasSize(1);
        first.tick();
        loop.pass(Duration.ofMillis(500));
        assertThat(registry.commits).as("a.service is not placed a second time").hasSize(1);
        registry.catchUp();
        loop.run();
        assertThat(registry.commits).hasSize(1);
        assertThat(passes.getLast().outcome()).isEqualTo(PassReport.Outcome.NOTHING);
    }

    @Test
    void aWatchThatNeverShowsTheCommitDoesNotStopTheScheduler() {
        startFirst();
        registry.unit("a.service");
        registry.holdWatch = true;
        loop.run();
        first.tick();
        loop.pass(Duration.ofSeconds(2));
        assertThat(registry.commits).hasSizeGreaterThan(1);
        assertThat(passes).anySatisfy(pass -> assertThat(pass.refused()).isEqualTo(1));
        assertThat(registry.commits).as("but it is not in a hurry").hasSizeLessThan(20);
        registry.catchUp();
        loop.pass(Duration.ofSeconds(10));
        assertThat(passes.getLast().outcome()).isEqualTo(PassReport.Outcome.NOTHING);
    }

    @Test
    void whatIsRefusedIsPlannedAgainSoonThenLessOften() {
        startFirst();
        registry.refusals.put("a.service", 3);
        registry.unit("a.service");
        registry.unit("b.service");
        loop.run();
        assertThat(registry.where("b.service"))
                .as("the rest of the plan is carried out")
                .isNotEmpty();
        assertThat(registry.where("a.service")).isEmpty();
        loop.pass(Duration.ofMillis(5 + 10 + 20));
        assertThat(registry.where("a.service")).isNotEmpty();
        assertThat(passes.stream().mapToInt(PassReport::refused).sum()).isEqualTo(3);
    }

    @Test
    void aUnitThatIsRefusedForEverCostsLittle() {
        startFirst();
        registry.refusals.put("a.service", Integer.MAX_VALUE);
        registry.unit("a.service");
        loop.pass(Duration.ofMinutes(1));
        assertThat(registry.commits).hasSizeLessThan(30);
    }

    @Test
    void aUnitThatIsRefusedForEverHoldsUpNothingElse() {
        startFirst();
        registry.refusals.put("a.service", Integer.MAX_VALUE);
        registry.unit("a.service");
        loop.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            registry.unit("b" + i + ".service");
            loop.run();
            assertThat(registry.where("b" + i + ".service"))
                    .as("placed without time passing")
                    .isNotEmpty();
        }
    }

    @Test
    void whatBecomesAcceptableIsSoonAcceptedWhileOtherThingsAre() {
        startFirst();
        registry.refusals.put("a.service", Integer.MAX_VALUE);
        registry.unit("a.service");
        loop.pass(Duration.ofMinutes(1));
        registry.unit("b.service");
        loop.run();
        registry.refusals.clear();
        loop.pass(Duration.ofMillis(20));
        assertThat(registry.where("a.service")).as("not in 5 s").isNotEmpty();
    }

    @Test
    void aLargePlanThatIsRefusedAltogetherCostsLittle() {
        IntStream.range(0, 600).forEach(i -> {
            registry.unit("u" + i + ".service");
            registry.refusals.put("u" + i + ".service", Integer.MAX_VALUE);
        });
        first.start();
        loop.pass(Duration.ofMinutes(1));
        assertThat(registry.commits).hasSizeBetween(2, 30);
        registry.refusals.clear();
        loop.pass(Duration.ofSeconds(6));
        assertThat(registry.placements).hasSize(600);
    }

    @Test
    void aGapInTheWatchIsFilledByASnapshot() {
        startFirst();
        registry.holdWatch = true;
        registry.unit("a.service");
        registry.machine("m1", MachineStatus.LOST);
        registry.snapshotAgain();
        loop.run();
        assertThat(registry.where("a.service")).isEqualTo("m2");
    }

    @Test
    void withoutConnectionNothingIsDecidedAndAfterwardsEverythingIs() {
        startFirst();
        registry.disconnect();
        loop.run();
        assertThat(first.view().ready()).isFalse();
        registry.unit("a.service");
        loop.pass(Duration.ofSeconds(1));
        assertThat(registry.commits).isEmpty();
        registry.reconnect();
        loop.pass(TTL);
        assertThat(registry.where("a.service")).isEqualTo("m1");
    }

    @Test
    void aChangeThatCannotBeTakenInStartsTheMirrorOver() {
        startFirst();
        registry.talkNonsense();
        loop.run();
        assertThat(first.view().ready()).isFalse();
        registry.unit("a.service");
        loop.pass(Duration.ofSeconds(2));
        assertThat(registry.where("a.service")).isEqualTo("m1");
        assertThat(first.view().ready()).isTrue();
    }

    @Test
    void anUnreachableRegistryIsAskedAgain() {
        startFirst();
        registry.unit("a.service");
        registry.down = true;
        loop.pass(Duration.ofMillis(100));
        assertThat(passes).extracting(PassReport::outcome).contains(PassReport.Outcome.FAILED);
        registry.down = false;
        loop.pass(Duration.ofMillis(500));
        assertThat(registry.where("a.service")).isEqualTo("m1");
    }

    @Test
    void aLargePlanIsCommittedInParts() {
        IntStream.range(0, 1200).forEach(i -> registry.unit("u" + i + ".service"));
        startFirst();
        loop.run();
        assertThat(registry.placements).hasSize(1200);
        assertThat(registry.commits).hasSize(3).allSatisfy(commit -> assertThat(commit.changes())
                .hasSizeLessThanOrEqualTo(500));
    }

    @Test
    void reasonsAreWrittenWhenTheyChange() {
        registry.unit("a.service", "MachineID=dummy");
        startFirst();
        assertThat(registry.pending.get("a.service").explanation().summary())
                .isEqualTo("0 of 3 machines: 3 are not dummy");
        first.tick();
        loop.run();
        assertThat(registry.commits).hasSize(1);
        registry.machine("m4", MachineStatus.ONLINE);
        loop.run();
        assertThat(registry.pending.get("a.service").explanation().summary())
                .isEqualTo("0 of 4 machines: 4 are not dummy");
    }

    @Test
    void unitsOfALostMachineMoveInOnePass() {
        registry.unit("a.service");
        registry.unit("b.service", "MachineOf=a.service");
        startFirst();
        registry.machine("m1", MachineStatus.LOST);
        loop.run();
        assertThat(registry.where("a.service")).isEqualTo("m2");
        assertThat(registry.where("b.service")).isEqualTo("m2");
        assertThat(registry.commits).hasSize(2);
    }
}
