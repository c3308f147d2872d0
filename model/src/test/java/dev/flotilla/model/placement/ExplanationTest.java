package dev.flotilla.model.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.machine.MachineId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final MachineId MACHINE = new MachineId("m1");

    @Test
    void itStaysSmallHoweverLargeTheCluster() {
        List<Candidate> six = Collections.nCopies(6, new Candidate(MACHINE, 1, Map.of()));
        List<MachineId> four = Collections.nCopies(4, MACHINE);

        assertThatThrownBy(() -> new Explanation("x", 9, 6, List.of(), six))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rejection("x", 4, four)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itDoesNotChangeUnderItsReader() {
        List<Rejection> rejections = new ArrayList<>(List.of(new Rejection("lacks disk=ssd", 2, List.of(MACHINE))));
        Explanation explanation = new Explanation("0 of 2 machines", 2, 0, rejections, List.of());
        rejections.clear();

        assertThat(explanation.rejections()).hasSize(1);
        assertThat(Explanation.of("waits").summary()).isEqualTo("waits");
    }

    @Test
    void aBrakeCountsMachines() {
        assertThat(Brake.RELEASED.engaged()).isFalse();
        assertThatThrownBy(() -> new Brake(true, -1, 2, Instant.EPOCH, "", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
