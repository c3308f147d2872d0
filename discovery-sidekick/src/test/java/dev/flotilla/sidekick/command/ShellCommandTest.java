package dev.flotilla.sidekick.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.sidekick.command.ShellCommand.CommandFailedException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
    @Test
    void whatItSaidIsInTheFailure() {
        assertThatThrownBy(() ->
                        new ShellCommand("echo out; echo err >&2; exit 3", Duration.ofSeconds(10)).run(Map.of(), ""))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("out\nerr");
    }

    @Test
    void oneThatDoesNotEndIsKilledWithAllItStarted() {
        long begun = System.nanoTime();
        assertThatThrownBy(
                        () -> new ShellCommand("sleep 77.125 & sleep 77.125", Duration.ofMillis(200)).run(Map.of(), ""))
                .hasMessageContaining("did not end within 200 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        // Whoever is sent SIGKILL is there for a moment more.
        await().untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.equals("sleep 77.125")));
    }

    @Test
    void muchOutputStopsNobody() throws Exception {
        new ShellCommand("head -c 1000000 /dev/zero", Duration.ofSeconds(20)).run(Map.of(), "");
    }
}
