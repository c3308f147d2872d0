package dev.flotilla.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimulateTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aSeedThatHoldsIsSaidWithItsFigures() {
        assertThat(simulate("--seed", "1")).isZero();
        assertThat(output()).contains("seed 1: every promise held", "fingerprint", "steps/s");
    }

    @Test
    void aFailureSaysSeedPromiseAndHowToReplayIt() {
        assertThat(simulate("--seed", "1", "--break", "PLACED_ANYWHERE")).isEqualTo(1);
        assertThat(output())
                .contains("seed 1 breaks promise 3, CONSTRAINTS_HOLD", "replay: ./flotilla simulate --seed 1 --only ");
    }

    /** What the failure tells to type shows the same failure again. */
    @Test
    void theReplayFailsAlike() {
        simulate("--seed", "1", "--break", "NOTHING_IS_UNLOADED");
        String first = output();
        String steps = first.replaceAll("(?s).*--only ([0-9,]+).*", "$1");
        printed.reset();
        assertThat(simulate("--seed", "1", "--break", "NOTHING_IS_UNLOADED", "--only", steps))
                .isEqualTo(1);
        assertThat(output()).isEqualTo(first);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(simulate("--seed", "x")).isEqualTo(2);
        assertThat(output()).contains("--seed needs a number, not x", "Usage:");
        printed.reset();
        assertThat(simulate("--sed")).isEqualTo(2);
        assertThat(output()).contains("what is --sed?");
    }

    private int simulate(String... arguments) {
        return Simulate.run(new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
