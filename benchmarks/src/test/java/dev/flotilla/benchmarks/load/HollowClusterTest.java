package dev.flotilla.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.benchmarks.load.hollow.HollowFleet;
import dev.flotilla.benchmarks.load.scenario.Fill;
import dev.flotilla.benchmarks.load.scenario.Idle;
import dev.flotilla.benchmarks.load.scenario.Join;
import dev.flotilla.benchmarks.process.JavaService;
import dev.flotilla.benchmarks.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load harness itself, small: fifty hollow machines against the services as they are packaged. */
class HollowClusterTest {
    private static final Path ROOT = Path.of(System.getProperty("flotilla.root", ".."));
    private static final List<String> QUICK_START = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int MACHINES = 50;
    private static final int UNITS = 150;

    @TempDir
    private Path home;

    private ControlPlane plane;
    private HollowFleet fleet;
    private Stage stage;

    @BeforeEach
    void start() throws Exception {
        var java = new JavaService(ROOT, QUICK_START, Optional.empty());
        plane = ControlPlane.start(StoreKind.EMBEDDED, java, "256m", Ports.anywhere(), home);
        fleet = new HollowFleet(MACHINES, 4);
        plane.registryPorts().forEach(fleet::addReplica);
        stage = new Stage(plane, fleet, UNITS, "256m", Duration.ofSeconds(1), 20, 20);
    }

    @AfterEach
    void stop() {
        fleet.close();
        plane.close();
    }

    @Test
    void machinesJoinAndRunEveryUnitOnce() throws Exception {
        new Join().play(stage);
        assertThat(fleet.online()).isEqualTo(MACHINES);

        Map<String, Double> filled = new Fill().play(stage).values();
        assertThat(filled).containsEntry("failed", 0.0);
        assertThat(filled.get("rate")).isPositive();
        assertThat(filled.get("running-p50")).isPositive();
        assertThat(unitsOfAllMachines()).hasSize(UNITS).doesNotHaveDuplicates();
        assertThat(IntStream.range(0, MACHINES)
                        .map(machine -> fleet.unitsOf(machine).size()))
                .as("spread evenly")
                .allMatch(units -> units == UNITS / MACHINES);

        Map<String, Double> idle = new Idle().play(stage).values();
        assertThat(idle.get("writes")).as("heartbeats cost none").isLessThan(MACHINES / 5.0);
        assertThat(idle).containsKeys("registry-cpu", "registry-mib", "scheduler-cpu");
    }

    private List<String> unitsOfAllMachines() {
        return IntStream.range(0, MACHINES)
                .boxed()
                .flatMap(machine -> fleet.unitsOf(machine).stream())
                .toList();
    }
}
