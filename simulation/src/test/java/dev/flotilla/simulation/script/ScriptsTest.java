package dev.flotilla.simulation.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.simulation.check.Promise;
import dev.flotilla.simulation.run.Run;
import dev.flotilla.simulation.scenario.Breakage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every script of the repository comes out as it says. */
class ScriptsTest {
    static List<Path> scripts() {
        return Scripts.all();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void comesOutAsItSays(Path script) {
        assertThat(Run.of(Scripts.read(script), Breakage.NONE, false).broken())
                .as("./flotilla simulate simulation/" + script)
                .isEmpty();
    }

    @Test
    void whatDoesNotComeIsSaidWithItsLine() {
        Script script = ScriptReader.read("sad.script", """
                cluster 1 registry, 1 scheduler, 1 machine
                # A comment.
                send put a.service loaded
                    [Service]
                    ExecStart=/sim
                expect a.service is placed on m1
                expect a.service runs on m1 within 2s
                """);

        assertThat(Run.of(script, Breakage.NONE, false).broken()).hasValueSatisfying(broken -> {
            assertThat(broken.promise()).isEqualTo(Promise.AS_THE_SCRIPT_SAYS);
            assertThat(broken.words())
                    .isEqualTo("sad.script:7: expected that a.service runs on m1, but it runs nowhere");
        });
    }

    @Test
    void whatDoesNotLastIsSaidWithItsLine() {
        Script script = ScriptReader.read("short.script", """
                cluster 1 registry, 1 scheduler, 1 machine
                send put a.service launched
                    [Service]
                    ExecStart=/sim run=3000
                expect a.service runs on m1
                hold a.service runs on m1 for 10s
                """);

        assertThat(Run.of(script, Breakage.NONE, false).broken())
                .hasValueSatisfying(broken -> assertThat(broken.words()).startsWith("short.script:6: expected that"));
    }
}
