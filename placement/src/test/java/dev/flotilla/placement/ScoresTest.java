package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Candidate;
import dev.flotilla.model.placement.Explanation;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of the machines that fit is the best. */
class ScoresTest {
    private final ClusterScript script = new ClusterScript();

    @Test
    void fewestUnitsThenTheLowestId() {
        script.machine("m3", "").machine("m1", "").machine("m2", "");
        for (String unit : new String[] {"a", "b", "c", "d"}) {
            script.unit(unit + ".service").settle();
        }
        assertThat(script.where("a.service")).isEqualTo("m1");
        assertThat(script.where("b.service")).isEqualTo("m2");
        assertThat(script.where("c.service")).isEqualTo("m3");
        assertThat(script.where("d.service")).isEqualTo("m1");
        assertThat(script.whyThere("d.service")).isEqualTo("3 of 3 machines fit; fewest units");
    }

    @Test
    void instancesSpreadOverMachinesThoughTheyAreBusier() {
        script.machine("m1", "").machine("m2", "");
        script.unit("web@1.service").placed("web@1.service", "m1");
        for (int i = 0; i < 4; i++) {
            script.unit("other" + i + ".service").placed("other" + i + ".service", "m2");
        }
        script.unit("web@2.service").settle();
        assertThat(script.where("web@2.service")).isEqualTo("m2");
        assertThat(script.whyThere("web@2.service")).isEqualTo("2 of 2 machines fit; fewest instances of its template");
    }

    @Test
    void instancesSpreadOverZones() {
        script.machine("m1", "zone=a")
                .machine("m2", "zone=a")
                .machine("m3", "zone=b")
                .machine("m4", "region=c");
        script.unit("busy.service").placed("busy.service", "m3");
        for (int i = 1; i <= 3; i++) {
            script.unit("web@" + i + ".service").settle();
        }
        assertThat(script.where("web@1.service")).isEqualTo("m1");
        assertThat(script.where("web@2.service")).isEqualTo("m4");
        assertThat(script.where("web@3.service")).isEqualTo("m3");
        assertThat(script.whyThere("web@3.service")).isEqualTo("4 of 4 machines fit; fewest instances in its zone");
    }

    @Test
    void ofEquallyBusyMachinesTheOneWithMoreToSpare() {
        script.machine("m1", "", MachineStatus.ONLINE, new Capacity(2, 0))
                .machine("m2", "", MachineStatus.ONLINE, new Capacity(8, 0))
                .unit("a.service", "[X-Flotilla]", "CPU=1")
                .settle();
        assertThat(script.where("a.service")).isEqualTo("m2");
        assertThat(script.whyThere("a.service")).isEqualTo("2 of 2 machines fit; fewest resources reserved");
    }

    @Test
    void anExplanationShowsTheBestCandidatesWithTheirScores() {
        for (int i = 1; i <= 7; i++) {
            script.machine("m" + i, "");
        }
        script.unit("web@1.service").unit("web@2.service", "Conflicts=other").settle();
        Explanation explanation = script.placements.get("web@2.service").explanation();
        assertThat(explanation.machines()).isEqualTo(7);
        assertThat(explanation.fitting()).isEqualTo(7);
        assertThat(explanation.candidates()).hasSize(Explanation.MAX_CANDIDATES);
        assertThat(explanation.candidates().getFirst().machine().value()).isEqualTo("m2");
        assertThat(explanation.candidates())
                .extracting(Candidate::total)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        script.unit("web@3.service", "MachineID=m1").settle();
        assertThat(script.placements
                        .get("web@3.service")
                        .explanation()
                        .candidates()
                        .getFirst()
                        .scores())
                .containsAllEntriesOf(Map.of("fewest-units", -1.0, "machine-spread", -4.0));
        assertThat(script.placements.get("web@3.service").explanation().rejections())
                .singleElement()
                .satisfies(rejection -> {
                    assertThat(rejection.reason()).isEqualTo("are not m1");
                    assertThat(rejection.machines()).isEqualTo(6);
                    assertThat(rejection.examples()).hasSize(3);
                });
    }

    @Test
    void aLargeClusterIsFilledEvenlyAndInAllZones() {
        for (int i = 0; i < 300; i++) {
            script.machine("m%03d".formatted(i), "zone=" + "abc".charAt(i / 100));
        }
        for (int i = 0; i < 600; i++) {
            script.unit("web@" + i + ".service");
        }
        script.settle();
        Map<String, Integer> perMachine = new HashMap<>();
        script.placements
                .values()
                .forEach(placement -> perMachine.merge(placement.machine().value(), 1, Integer::sum));
        assertThat(perMachine).hasSize(300);
        assertThat(perMachine.values()).containsOnly(2);
    }

    @Test
    void theFirstInstancesInALargeClusterAreInDifferentZones() {
        for (int i = 0; i < 300; i++) {
            script.machine("m%03d".formatted(i), "zone=" + "abc".charAt(i / 100));
        }
        for (int i = 0; i < 3; i++) {
            script.unit("web@" + i + ".service");
        }
        script.settle();
        assertThat(script.placements.values())
                .extracting(placement -> script.machines
                        .get(placement.machine().value())
                        .metadata()
                        .get("zone"))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void weightsAreChecked() {
        assertThatThrownBy(() -> new Weights(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Weights(1, -1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
