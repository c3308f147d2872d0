package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Replaces=}: one unit takes another one's place. */
class ReplacesTest {
    private final ClusterScript script = new ClusterScript();

    @BeforeEach
    void threeMachines() {
        script.machine("m1", "host=1").machine("m2", "host=2").machine("m3", "host=3");
    }

    @Test
    void theNewUnitTakesTheMachineAndTheOtherOneMovesWithAllItsConstraints() {
        script.unit("rival.service")
                .placed("rival.service", "m1")
                .unit("old.service", "Conflicts=rival.service")
                .placed("old.service", "m2");
        script.unit("new.service", "Replaces=old.service");
        Plan plan = script.settle();
        assertThat(script.where("new.service")).isEqualTo("m2");
        assertThat(script.where("old.service")).isEqualTo("m3");
        assertThat(plan.changes()).extracting(Change::cause).containsExactly("new unit", "replaced by new.service");
        assertThat(script.whyThere("new.service"))
                .isEqualTo("3 of 3 machines fit; takes the place of what it replaces");
        assertThat(script.plan().isEmpty()).isTrue();
    }

    @Test
    void whatFitsNowhereElseStaysUntilItDoes() {
        script.unit("old.service", "MachineMetadata=host=1")
                .placed("old.service", "m1")
                .unit("new.service", "Replaces=old*");
        script.settle();
        assertThat(script.where("new.service")).isEqualTo("m1");
        assertThat(script.where("old.service")).isEqualTo("m1");
        script.metadata("m3", "host=1").settle();
        assertThat(script.where("old.service")).isEqualTo("m3");
    }

    @Test
    void mutualReplacementIsIgnored() {
        script.unit("a.service", "MachineMetadata=host=1", "Replaces=b.service")
                .unit("b.service", "MachineMetadata=host=1", "Replaces=a.service");
        script.settle();
        assertThat(script.where("a.service")).isEqualTo("m1");
        assertThat(script.where("b.service")).isEqualTo("m1");
        assertThat(script.plan().isEmpty()).isTrue();
    }

    @Test
    void aNewUnitKeepsAwayFromWhatReplacesIt() {
        script.unit("new.service", "Replaces=old.service").settle();
        script.unit("old.service")
                .unit("tied.service", "MachineMetadata=host=1")
                .settle();
        assertThat(script.where("old.service")).isNotEqualTo(script.where("new.service"));
        script.unit("new.service", "Replaces=old.service", "Replaces=late.service")
                .settle();
        String taken = script.where("new.service");
        script.unit("late.service", "MachineMetadata=host=" + taken.substring(1))
                .settle();
        assertThat(script.why("late.service"))
                .isEqualTo("0 of 3 machines: 2 lack host=" + taken.substring(1) + ", 1 is given to new.service");
    }

    @Test
    void aReplacingUnitThatLosesItsMachineDisplacesNobodyAgain() {
        script.unit("old.service").placed("old.service", "m2").unit("new.service", "Replaces=old.service");
        script.settle();
        String refuge = script.where("old.service");
        script.status("m2", MachineStatus.LOST);
        Plan plan = script.settle();
        assertThat(plan.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.unit().value()).isEqualTo("new.service"));
        assertThat(script.where("old.service")).isEqualTo(refuge);
    }

    @Test
    void aReplacedTargetTakesItsFollowersAlong() {
        script.unit("old.service").unit("near.service", "MachineOf=old.service").settle();
        script.unit("new.service", "Replaces=old.service").settle();
        assertThat(script.where("new.service")).isEqualTo("m1");
        assertThat(script.where("old.service")).isEqualTo("m2");
        assertThat(script.where("near.service")).isEqualTo("m2");
    }

    @Test
    void aChainOfReplacementsEnds() {
        script.unit("a.service", "Replaces=b.service")
                .unit("b.service", "Replaces=c.service")
                .unit("c.service", "Replaces=a.service");
        script.settle();
        assertThat(script.placements).hasSize(3);
        assertThat(script.placements.values())
                .extracting(placement -> placement.machine().value())
                .doesNotHaveDuplicates();
        assertThat(script.plan().isEmpty()).isTrue();
    }

    /** Each would take the place of the next, for ever. */
    @Test
    void aCircleOfReplacementsComesToRestWithFewerMachines() {
        script.unit("a.service", "Replaces=b.service")
                .unit("b.service", "Replaces=c.service")
                .unit("c.service", "Replaces=a.service");
        script.settle();
        script.status("m3", MachineStatus.LOST).settle();
        assertThat(script.placements).hasSize(3);
        assertThat(script.plan().isEmpty()).isTrue();
    }
}
