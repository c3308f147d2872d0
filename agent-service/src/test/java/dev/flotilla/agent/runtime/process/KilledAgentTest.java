package dev.flotilla.agent.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.agent.runtime.process.unit.MachineIdentity;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's JVM is killed with SIGKILL; another one comes. */
class KilledAgentTest {
    private static final UnitName NAME = UnitName.parse("a.service");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    /** The agent that will be killed: starts the unit, says so, and waits for its end. */
    static final class Agent {
        private Agent() {}

        public static void main(String[] arguments) throws InterruptedException {
            Path directory = Path.of(arguments[0]);
            ProcessRuntime runtime = open(directory);
            String script = "i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.02; done";
            runtime.load(List.of(new UnitToLoad(
                            NAME,
                            UnitFile.parse(
                                    "a", "[Service]\nExecStart=/bin/sh -c '" + script.replace("$", "$$") + "'\n"))))
                    .join();
            runtime.start(NAME).join();
            System.out.println("started");
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    private static ProcessRuntime open(Path directory) {
        return ProcessRuntime.open(
                ProcessRuntimeSettings.of(directory, new MachineIdentity("machine", Optional.empty())),
                Clock.systemUTC());
    }

    @Test
    void unitsGoOnAndNoLineIsLostOrDoubled() throws Exception {
        Path runtimeDirectory = directory.resolve("runtime");
        Path output = directory.resolve("output");
        Process agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        Agent.class.getName(),
                        runtimeDirectory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(output).contains("started"));
            Path journal = runtimeDirectory.resolve("log").resolve("a.service.journal");
            await().atMost(PATIENCE)
                    .until(() ->
                            Files.exists(journal) && Files.readString(journal).contains("tick 20"));
        } finally {
            agent.destroyForcibly().waitFor();
        }
        try (ProcessRuntime next = open(runtimeDirectory)) {
            RuntimeUnit unit = next.list().get(NAME);
            assertThat(unit.status().sub()).isEqualTo("running");
            assertThat(ProcessHandle.of(unit.status().mainPid().orElseThrow())).isPresent();
            await().atMost(PATIENCE).until(() -> ticks(next).size() > 60);
            List<Integer> ticks = ticks(next);
            for (int i = 0; i < ticks.size(); i++) {
                assertThat(ticks.get(i)).isEqualTo(i);
            }
            assertThat(next.stop(NAME).join().isDone()).isTrue();
            assertThat(next.list().get(NAME).status().active()).isEqualTo("inactive");
            next.unload(List.of(NAME)).join();
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "."))
                .replace("::", File.pathSeparator);
    }

    private static List<Integer> ticks(ProcessRuntime runtime) {
        List<LogLine> lines = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        runtime.logs(NAME, LogQuery.last(LogQuery.ALL), new LogSink() {
            @Override
            public void lines(List<LogLine> more) {
                lines.addAll(more);
            }

            @Override
            public void end(Optional<FlotillaError> error) {
                ended.complete(null);
            }
        });
        ended.join();
        return lines.stream()
                .map(LogLine::text)
                .filter(text -> text.startsWith("tick "))
                .map(text -> Integer.parseInt(text.substring(5)))
                .toList();
    }
}
