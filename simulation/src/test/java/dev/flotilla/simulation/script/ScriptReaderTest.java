package dev.flotilla.simulation.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Scenarios;
import dev.flotilla.simulation.scenario.Step;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptReaderTest {
    private static final String CLUSTER = "cluster 1 registry, 2 schedulers, 3 machines, seed 4\n";

    @Test
    void statementsKeepTheirLines() {
        Script script = ScriptReader.read("x", CLUSTER + """

                # First of all
                send put a.service
                    [Service]
                    ExecStart=/sim
                at 12.5s
                expect a.service runs once within 300ms
                """);

        assertThat(script.cluster()).isEqualTo(new Scenario(4, 1, 2, 3, Duration.ZERO, List.of()));
        assertThat(script.statements()).extracting(Statement::line).containsExactly(4, 7, 8);
        assertThat(script.statements().getFirst())
                .isEqualTo(new Statement.Send(4, new Step.Put("a.service", "[Service]\nExecStart=/sim\n", "launched")));
    }

    /** What a seed does can be written down, and says the same when it is read. */
    @Property(tries = 200)
    void everyScenarioIsReadAgain(@ForAll long seed) {
        Scenario scenario = Scenarios.of(seed / 10 * 10 + 1); // none of the large ones

        Script script = ScriptReader.read("x", Script.of(scenario));

        assertThat(script.statements().stream()
                        .filter(Statement.Send.class::isInstance)
                        .map(statement -> words(((Statement.Send) statement).step())))
                .isEqualTo(scenario.steps().stream()
                        .map(planned -> words(planned.step()))
                        .toList());
    }

    private static String words(Step step) {
        return dev.flotilla.simulation.words.StepWriter.write(step);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send dance | 2: nobody knows how to dance",
                "send crash r0 for 5s | 2: the first one has number 1, not 0",
                "send crash r1 for soon | 2: nobody knows how to crash r1 for soon",
                "send pause leader for -5s | 2: -5s is over before it begins",
                "expect rain | 2: nobody knows how to see whether rain",
                "wait 5 | 2: 5 is no span of time, such as 350ms, 2s or 12.5s",
                "hope for the best | 2: a line is send, wait, at, expect or hold, not hope for the best",
                "send destroy nothing | 2: "
            })
    void whatIsWrongIsSaidWithItsLine(String line, String words) {
        assertThatThrownBy(() -> ScriptReader.read("s", CLUSTER + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("s:" + words.strip());
    }

    @Test
    void aScriptBeginsWithItsCluster() {
        assertThatThrownBy(() -> ScriptReader.read("s", "send list units\n"))
                .hasMessageStartingWith("s:1: a script begins with its cluster");
        assertThatThrownBy(() -> ScriptReader.read("s", "")).hasMessageStartingWith("s:1: a script begins");
        assertThatThrownBy(() -> ScriptReader.read("s", CLUSTER.replace("3 m", "0 m")))
                .hasMessage("s:1: a cluster has at least one of each");
    }

    @Property(tries = 1000)
    void anyTextIsAScriptOrRefusedWithALine(@ForAll String text) {
        try {
            ScriptReader.read("s", CLUSTER + text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s)s:\\d+: .+");
        }
    }
}
