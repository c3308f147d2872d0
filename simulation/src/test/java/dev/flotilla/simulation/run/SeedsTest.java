package dev.flotilla.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Scenarios;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every promise holds, for fixed seeds and for fresh ones. Those that once broke one are scripts by now. */
class SeedsTest {
    private static final long FRESH_NANOS = Long.getLong("simulation.seconds", 20) * 1_000_000_000L;
    /** {@code ./flotilla test} takes it from the commit: what a run found, the next one finds again. */
    private static final long FIRST_FRESH = Long.getLong("simulation.first", System.nanoTime());

    /** The first two are ordinary, the third has an election storm, and the last more than a hundred machines. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5, 100})
    void aFixedSeed(long seed) {
        holds(seed);
    }

    @Test
    void freshSeeds() {
        long deadline = System.nanoTime() + FRESH_NANOS;
        long seed = FIRST_FRESH;
        while (System.nanoTime() < deadline) {
            holds(seed++);
        }
    }

    @Test
    void theSameSeedIsTheSameRun() {
        Scenario scenario = Scenarios.of(5);
        RunResult first = Run.of(scenario, Breakage.NONE, true);
        RunResult second = Run.of(scenario, Breakage.NONE, true);
        assertThat(second.trace()).isEqualTo(first.trace());
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(second.steps()).isEqualTo(first.steps());
    }

    /** Writing a detailed trace changes nothing. */
    @Test
    void lookingOnDoesNotDisturb() {
        Scenario scenario = Scenarios.of(6);
        assertThat(Run.of(scenario, Breakage.NONE, true).fingerprint())
                .isEqualTo(Run.of(scenario, Breakage.NONE, false).fingerprint());
    }

    @Test
    void otherSeedsAreOtherRuns() {
        assertThat(List.of(1L, 2L, 3L, 4L).stream()
                        .map(seed ->
                                Run.of(Scenarios.of(seed), Breakage.NONE, false).fingerprint())
                        .collect(Collectors.toSet()))
                .hasSize(4);
    }

    private static void holds(long seed) {
        RunResult result = Run.of(Scenarios.of(seed), Breakage.NONE, false);
        assertThat(result.broken()).as("./flotilla simulate --seed " + seed).isEmpty();
    }
}
