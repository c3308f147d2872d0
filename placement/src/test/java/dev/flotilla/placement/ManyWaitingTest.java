package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More units fit nowhere than can be told why in one plan: a plan that takes too long is nobody's, its leader is deposed. */
class ManyWaitingTest {
    private static final int MACHINES = 400;
    private static final int WAITING = 1200;

    private final ClusterScript script = new ClusterScript();

    @BeforeEach
    void oneOfThemOnEachMachine() {
        for (int i = 0; i < MACHINES; i++) {
            script.machine("m%04d".formatted(i), "zone=a");
            web(i);
        }
        script.settle();
    }

    private void web(int number) {
        script.unit("web@%04d.service".formatted(number), "Conflicts=web@*.service");
    }

    /** Returns how many plans it took. */
    private int settle() {
        int plans = 1;
        for (Plan plan = script.settle(); plan.leavesMore(); plan = script.settle()) {
            assertThat(plan.changes().size() + plan.unexplained().size())
                    .as("work to do")
                    .isPositive();
            plans++;
        }
        return plans;
    }

    @Test
    void theyAreToldWhyInSeveralPlansEachOfWhichIsShort() {
        for (int i = MACHINES; i < MACHINES + WAITING; i++) {
            web(i);
        }
        Plan first = script.plan();
        assertThat(first.complete()).isTrue();
        assertThat(first.changes()).hasSize(Pass.MOST_LOOKS / MACHINES);
        assertThat(first.unexplained()).hasSize(WAITING - Pass.MOST_LOOKS / MACHINES);

        assertThat(settle()).isEqualTo(3);
        assertThat(script.pending).hasSize(WAITING);
        assertThat(script.why("web@1599.service")).startsWith("0 of 400 machines: 1 conflicts with web@0000.service");
    }

    @Test
    void aNewUnitIsPlacedAndToldFirstWhileTheOthersAreLookedAtAnew() {
        for (int i = MACHINES; i < MACHINES + WAITING; i++) {
            web(i);
        }
        settle();
        script.cluster.lookEverywhere();
        script.unit("zebra.service").unit("zoo.service", "MachineMetadata=zone=b");
        Plan plan = script.settle();
        assertThat(plan.unexplained()).isNotEmpty();
        assertThat(script.where("zebra.service")).isNotEmpty();
        assertThat(script.why("zoo.service")).isEqualTo("0 of 400 machines: 400 lack zone=b");
    }

    @Test
    void thoseThatMustLeaveDoSoInSeveralPlans() {
        for (int i = 0; i < MACHINES; i++) {
            script.unit("db@%04d.service".formatted(i), "Conflicts=db@*.service", "MachineMetadata=zone=a");
        }
        for (int i = MACHINES; i < 3 * MACHINES; i++) {
            script.machine("m%04d".formatted(i), "zone=a");
            web(i);
        }
        settle();
        int lost = MACHINES + MACHINES / 2;
        for (int i = 0; i < lost; i++) {
            script.status("m%04d".formatted(i), MachineStatus.LOST);
        }
        Plan plan = script.plan();
        assertThat(plan.complete()).isFalse();
        assertThat(plan.changes()).hasSizeLessThan(lost);

        settle();
        assertThat(script.pending.keySet().stream().filter(name -> name.startsWith("web@")))
                .hasSize(lost);
    }
}
