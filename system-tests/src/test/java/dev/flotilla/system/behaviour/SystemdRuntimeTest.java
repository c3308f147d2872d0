package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.Launcher;
import dev.flotilla.system.fleet.Command.Result;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The agent's own tests of its systemd runtime, which need a machine that is theirs: run inside of one. */
@Behaviour(
        "On a real systemd the systemd runtime keeps the contract that all runtimes keep, and outlives systemd's and the"
                + " bus's own restarts.")
@Isolated("depends on moments")
class SystemdRuntimeTest {
    private static final Path AGENT = Launcher.ROOT.resolve("agent-service/target");
    private static final String THERE = "/opt/contract";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path parcel;

    @Test
    void keepsTheContractOnARealSystemd() throws IOException {
        pack();
        Fleet fleet = Fleet.shared();
        fleet.reset();
        Machine machine = fleet.machine("m1");
        machine.copy(parcel, THERE);
        Result run = machine.exec(
                LIMIT,
                "env",
                "FLOTILLA_TEST_SYSTEMD=yes",
                "/opt/java/openjdk/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                THERE + "/test-classes:" + THERE + "/classes:" + THERE + "/lib/*",
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=tree",
                "--fail-if-no-tests",
                "--select-package=dev.flotilla.agent.systemd");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .as("some have run")
                .doesNotContain("[         0 tests successful")
                .as("and none was left out")
                .contains(
                        "[         0 tests skipped",
                        "[         0 tests aborted",
                        "[         0 containers skipped",
                        "[         0 containers aborted");
        // What was done to the machine has not shaken off its agent.
        eventually("the agent is there").until(machine::isAgentReady);
    }

    private void pack() throws IOException {
        copyTree(AGENT.resolve("classes"), parcel.resolve("classes"));
        copyTree(AGENT.resolve("test-classes"), parcel.resolve("test-classes"));
        Path lib = Files.createDirectory(parcel.resolve("lib"));
        for (String part : List.of("main", "boot")) {
            copyJars(jarsOf(AGENT.resolve("quarkus-app/lib").resolve(part)), lib);
        }
        copyJars(testJars(), lib);
    }

    private static List<Path> jarsOf(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.toList();
        }
    }

    /** JUnit and what the tests stand on: from the class path of this very test. */
    private static List<Path> testJars() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> jar.getFileName()
                        .toString()
                        .matches("(junit|opentest4j|apiguardian|assertj|byte-buddy|awaitility|hamcrest).*\\.jar"))
                .toList();
    }

    private static void copyJars(List<Path> jars, Path to) throws IOException {
        for (Path jar : jars) {
            Files.copy(jar, to.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        var files = new ArrayList<Path>();
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(files::add);
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}
