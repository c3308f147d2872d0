package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Command;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself: run twice, side by side, from nothing to nothing, on loopback only. */
class LauncherTest {
    private final LocalCluster cluster = Clusters.embedded();

    @Test
    void upTwiceIsUp() {
        var before = cluster.flotilla("ps").lines();
        cluster.flotilla(Duration.ofMinutes(2), "up", "--detach").succeeded();
        assertThat(cluster.flotilla("ps").lines()).isEqualTo(before);
    }

    @Test
    void aClusterIsTheSameHoweverItsHomeIsSpelt() {
        Path home = cluster.home();
        for (String spelt : List.of(home + "/", home.getParent() + "//./" + home.getFileName())) {
            var seen = Command.run(
                    Duration.ofSeconds(20),
                    Map.of("FLOTILLA_HOME", spelt),
                    List.of(Launcher.ROOT.resolve("flotilla").toString(), "ps"));
            assertThat(seen.succeeded().lines())
                    .as(spelt)
                    .isNotEmpty()
                    .isEqualTo(cluster.flotilla("ps").lines());
        }
    }

    @Test
    void itsPortsStayWhereTheyAreWhileItRuns() {
        var refused = cluster.flotilla("up --detach --port-base 23500");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("down first", "FLOTILLA_HOME");
        assertThat(cluster.getJson("/fleet/v1/machines").path("machines")).hasSize(3);
    }

    @Test
    void aClusterWhosePortsAnotherHasIsNotUp(@TempDir Path home) {
        var launcher = new Launcher(
                Map.of("FLOTILLA_HOME", home.toString(), "FLOTILLA_PORT_BASE", Integer.toString(cluster.portBase())));
        var refused = launcher.run(Duration.ofMinutes(2), "up", "--detach");
        launcher.run(Duration.ofMinutes(1), "down", "--wipe").succeeded();
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("registry", ":" + (cluster.portBase() + 2), "--port-base");
        assertThat(cluster.getJson("/fleet/v1/machines").path("machines")).hasSize(3);
    }

    @Test
    void whoeverWorksOnTheClusterIsWaitedFor(@TempDir Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process holder =
                new ProcessBuilder("flock", cluster.home().toString(), "sh", "-c", "echo held; exec cat").start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            Process waiting = cluster.launcher().start(Redirect.DISCARD, Redirect.to(said.toFile()), "up", "--detach");
            LocalCluster.eventually()
                    .untilAsserted(() -> assertThat(said).content().contains("waiting for another"));
            assertThat(waiting.isAlive()).isTrue();
            holder.outputWriter().close();
            assertThat(waiting.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(waiting.exitValue()).isZero();
        } finally {
            holder.destroy();
        }
    }

    @Test
    void downForgetsNothingAndAnotherClusterLivesBeside() throws IOException, InterruptedException {
        try (LocalCluster other = LocalCluster.up(23000, "--machines", "1")) {
            other.put("kept.service", "launched", "Service.ExecStart=/bin/sleep 1000");
            String machine = other.whereActive("kept.service");
            assertThat(cluster.getJson("/fleet/v1/machines").path("machines")).hasSize(3);

            other.flotilla("down").succeeded();
            assertThat(other.processesOf(machine)).isEmpty();
            upInTheForegroundUntil(other, () -> assertThat(other.active().getOrDefault("kept.service", List.of()))
                    .containsExactly(machine));
            assertThat(other.processesOf(machine)).isEmpty();
            assertThat(other.flotilla("ps").lines()).isNotEmpty().allMatch(line -> line.endsWith(" -"));
        }
    }

    /** The signal is handled as that of Ctrl-C, which whoever starts the tests in the background has us ignore. */
    private static void upInTheForegroundUntil(LocalCluster other, ThrowingRunnable isUp)
            throws IOException, InterruptedException {
        Process up = other.launcher().start(Redirect.DISCARD, Redirect.DISCARD, "up");
        try {
            LocalCluster.eventually().atMost(Duration.ofMinutes(2)).untilAsserted(isUp);
            assertThat(up.isAlive()).isTrue();
        } finally {
            up.destroy();
        }
        assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(other.launcher()
                        .run(Duration.ofSeconds(20), "logs", "registry")
                        .succeeded()
                        .out())
                .contains("stopped in");
    }

    @Test
    void nothingListensBeyondLoopback() throws IOException {
        List<String> inodes = socketsOfServices();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[3].equals("0A") && inodes.contains(fields[9])) {
                    // Little endian: 127.x.y.z ends in 7F; IPv4 in IPv6 carries it at the end of the last word.
                    assertThat(fields[1].substring(0, fields[1].indexOf(':'))).endsWith("7F");
                }
            }
        }
    }

    @Test
    void helpIsThereInWellUnderHalfASecond() throws IOException, InterruptedException {
        makeCacheOfTheJarAsItIs();
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            long start = System.nanoTime();
            var help = cluster.flotilla("--help").succeeded();
            millis.add((System.nanoTime() - start) / 1_000_000);
            assertThat(help.out()).contains("list-units");
        }
        assertThat(millis.stream().sorted().toList().get(4))
                .as("the median of %s ms", millis)
                .isLessThan(400);
    }

    /** The build makes it; packaging once more, as running the tests does, leaves it behind: it belongs to one jar. */
    private static void makeCacheOfTheJarAsItIs() throws IOException, InterruptedException {
        Path made = Launcher.ROOT.resolve("cli/target/flotilla-cli.aot");
        Path jar = Launcher.ROOT.resolve("cli/target/flotilla-cli.jar");
        if (Files.exists(made) && Files.getLastModifiedTime(made).compareTo(Files.getLastModifiedTime(jar)) > 0) {
            return;
        }
        Process making = new ProcessBuilder(
                        Launcher.ROOT.resolve("cli/aot.sh").toString(), System.getProperty("java.home"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(making.waitFor()).as("the exit of cli/aot.sh").isZero();
    }

    private List<String> socketsOfServices() {
        return cluster.flotilla("ps").lines().stream()
                .map(line -> line.split("\\s+")[1])
                .flatMap(pid -> {
                    try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                        return files.map(LauncherTest::target).collect(Collectors.toList()).stream();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .filter(target -> target.startsWith("socket:["))
                .map(target -> target.substring(8, target.length() - 1))
                .toList();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
