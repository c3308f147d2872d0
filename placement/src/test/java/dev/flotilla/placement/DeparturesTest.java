package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.UnitName;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units move for a cause, and for nothing else. */
class DeparturesTest {
    private final ClusterScript script = new ClusterScript();

    @BeforeEach
    void threeMachines() {
        script.machine("m1", "disk=ssd").machine("m2", "disk=ssd").machine("m3", "disk=hdd");
    }

    @Test
    void anImbalanceMovesNothing() {
        for (int i = 0; i < 20; i++) {
            script.unit("u" + i + ".service").placed("u" + i + ".service", "m1");
        }
        assertThat(script.settle().isEmpty()).isTrue();
        script.machine("m4", "");
        assertThat(script.settle().isEmpty()).isTrue();
    }

    @Test
    void unitsOfALostMachineMoveAndStayWhenItReturns() {
        script.unit("a.service").settle();
        script.status("m1", MachineStatus.LOST);
        Plan plan = script.settle();
        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.cause()).isEqualTo("machine m1 lost");
            assertThat(change.placementRevision()).isPositive();
        });
        assertThat(script.where("a.service")).isEqualTo("m2");
        script.status("m1", MachineStatus.ONLINE);
        assertThat(script.settle().isEmpty()).isTrue();
    }

    @Test
    void aUnitBoundToALostMachineWaitsForIt() {
        script.unit("pinned.service", "MachineID=m1").settle();
        script.status("m1", MachineStatus.LOST).settle();
        assertThat(script.where("pinned.service")).isEmpty();
        assertThat(script.why("pinned.service")).isEqualTo("0 of 3 machines: 2 are not m1, 1 is lost");
        script.status("m1", MachineStatus.ONLINE).settle();
        assertThat(script.where("pinned.service")).isEqualTo("m1");
        assertThat(script.why("pinned.service")).isEmpty();
    }

    @Test
    void aMachineThatIsBackIsToldThatItCannotKeepAUnit() {
        script.unit("a.service", "MachineMetadata=disk=hdd", "Conflicts=other*").settle();
        script.status("m3", MachineStatus.LOST).settle();
        script.lostWith("a.service", "m3");
        assertThat(script.settle().isEmpty()).isTrue();
        script.status("m3", MachineStatus.ONLINE).unit("other.service").placed("other.service", "m3");
        script.settle();
        assertThat(script.why("a.service")).contains("conflicts with other.service");

        script.lostWith("a.service", "m3").cluster.lookEverywhere();

        assertThat(script.plan().changes()).singleElement().isInstanceOf(Change.Wait.class);
    }

    @Test
    void whenNoMachineIsOnlineAtAllNobodyIsTakenOff() {
        script.unit("a.service").unit("b.service", "MachineID=m2").settle();
        for (String machine : new String[] {"m1", "m2", "m3"}) {
            script.status(machine, MachineStatus.LOST);
        }
        assertThat(script.settle().isEmpty()).isTrue();
        script.status("m3", MachineStatus.ONLINE).settle();
        assertThat(script.where("a.service")).isEqualTo("m3");
        assertThat(script.where("b.service")).isEmpty();
    }

    @Test
    void theBrakeHoldsUnitsOnLostMachinesAndNothingElse() {
        script.unit("a.service").settle();
        script.cluster.brake(true);
        script.status("m1", MachineStatus.LOST).unit("new.service");
        assertThat(script.settle().changes())
                .extracting(change -> change.unit().value())
                .containsExactly("new.service");
        assertThat(script.where("a.service")).isEqualTo("m1");
        script.cluster.brake(false);
        script.settle();
        assertThat(script.where("a.service")).isIn("m2", "m3");
    }

    @Test
    void aDrainingMachineGivesAwayWhatFitsElsewhere() {
        script.unit("a.service").unit("pinned.service", "MachineID=m1").settle();
        script.status("m1", MachineStatus.DRAINING).settle();
        assertThat(script.where("a.service")).isNotEqualTo("m1");
        assertThat(script.where("pinned.service")).isEqualTo("m1");
    }

    @Test
    void unitsLeaveAMachineWhoseMetadataNoLongerFits() {
        script.unit("a.service", "MachineMetadata=disk=ssd").settle();
        Plan plan = script.metadata("m1", "disk=hdd").settle();
        assertThat(plan.changes()).extracting(Change::cause).containsExactly("machine m1 lacks disk=ssd");
        assertThat(script.where("a.service")).isEqualTo("m2");
        script.metadata("m2", "").settle();
        assertThat(script.where("a.service")).isEmpty();
        assertThat(script.why("a.service")).isEqualTo("0 of 3 machines: 3 lack disk=ssd");
    }

    @Test
    void ofTwoThatConflictTheLaterOneLeaves() {
        script.unit("z.service", "Conflicts=a.service")
                .placed("z.service", "m1")
                .unit("a.service")
                .placed("a.service", "m1");
        Plan plan = script.settle();
        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.unit().value()).isEqualTo("a.service");
            assertThat(change.cause()).isEqualTo("conflicts with z.service");
        });
        assertThat(script.where("a.service")).isEqualTo("m2");
    }

    @Test
    void onlyAsManyLeaveAsMust() {
        script.unit("a.service")
                .placed("a.service", "m1")
                .unit("b.service", "Conflicts=a.service")
                .placed("b.service", "m1")
                .unit("c.service", "Conflicts=b.service")
                .placed("c.service", "m1");
        script.settle();
        assertThat(script.where("a.service")).isEqualTo("m1");
        assertThat(script.where("b.service")).isEqualTo("m2");
        assertThat(script.where("c.service")).isEqualTo("m1");
    }

    @Test
    void whoTakesAFreedPlaceLeansOnTheOneThatLeft() {
        script.metadata("m3", "disk=hdd,only=yes")
                .unit("first.service", "MachineMetadata=disk=hdd")
                .placed("first.service", "m3")
                .unit("second.service", "MachineMetadata=only=yes", "Conflicts=first.service");
        script.settle();
        assertThat(script.why("second.service")).contains("1 conflicts with first.service");
        script.metadata("m3", "disk=ssd,only=yes").metadata("m2", "disk=hdd");
        Plan plan = script.settle();
        assertThat(plan.changes()).hasSize(2);
        assertThat(((Change.Place) plan.changes().get(1)).guards())
                .containsExactly(new Change.Guard(UnitName.parse("first.service"), Optional.of(new MachineId("m2"))));
        assertThat(script.where("second.service")).isEqualTo("m3");
    }

    @Test
    void aPlacementOnAnUnknownMachineIsMoved() {
        script.unit("a.service").placed("a.service", "gone");
        script.settle();
        assertThat(script.where("a.service")).isEqualTo("m1");
    }

    @Test
    void aMachineThatIsForgottenLosesItsUnits() {
        script.unit("a.service").settle();
        script.cluster.removeMachine(new MachineId("m1"));
        script.settle();
        assertThat(script.where("a.service")).isEqualTo("m2");
    }

    @Test
    void whoHasToLeaveMakesRoomForWhoIsLostInTheSamePlan() {
        script.machine("m4", "disk=ssd").status("m2", MachineStatus.LOST).status("m3", MachineStatus.LOST);
        script.status("m4", MachineStatus.LOST);
        script.unit("needs-ssd.service", "MachineMetadata=disk=ssd").settle();
        assertThat(script.where("needs-ssd.service")).isEqualTo("m1");
        script.status("m4", MachineStatus.ONLINE);
        script.unit("apart.service", "Conflicts=needs-ssd.service").settle();
        assertThat(script.where("apart.service")).isEqualTo("m4");

        script.status("m4", MachineStatus.LOST).machine("m1", "");
        script.settle();
        assertThat(script.where("needs-ssd.service")).isEmpty();
        assertThat(script.where("apart.service")).isEqualTo("m1");
        assertThat(script.settle().isEmpty()).isTrue();
    }

    @Test
    void aPlanWithoutRoomForAllSaysWhetherMoreHaveToLeave() {
        script.unit("a.service", "MachineID=m1")
                .unit("b.service", "MachineID=m1")
                .settle();
        script.unit("c.service").unit("d.service").status("m1", MachineStatus.LOST);

        Plan first = script.planner.plan(script.cluster, 1);
        assertThat(first.complete()).isFalse();
        assertThat(first.departuresComplete()).isFalse();
        script.apply(first);
        script.apply(script.planner.plan(script.cluster, 1));

        Plan third = script.planner.plan(script.cluster, 1);
        assertThat(third.changes()).singleElement().isInstanceOf(Change.Place.class);
        assertThat(third.complete()).isFalse();
        assertThat(third.departuresComplete()).isTrue();
    }
}
