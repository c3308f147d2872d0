package dev.flotilla.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.simulation.check.Verdict.Broken;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenarios;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks are worth something: whatever is broken on purpose, one of them finds. */
class BreakagesTest {
    private static final int SEEDS = 120;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Breakage breakage) {
        Optional<Broken> found = Optional.empty();
        long seed = 0;
        while (found.isEmpty() && seed++ < SEEDS) {
            found = Run.of(Scenarios.of(seed), breakage, false).broken();
        }
        assertThat(found).as(breakage + " within " + SEEDS + " seeds").isPresent();
    }
}
