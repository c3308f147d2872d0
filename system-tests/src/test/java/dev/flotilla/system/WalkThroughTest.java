package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The articles' walk: two apaches on two machines, a machine dies, its unit comes back elsewhere, the machine returns. */
class WalkThroughTest {
    /**
     * The default TTL, 6 s, since the machine was last heard, and 1 s for everything else; counted from when it is gone to when the
     * new copy begins. When that is seen is another matter.
     */
    private static final Duration MOVED = Duration.ofSeconds(7);

    private final LocalCluster cluster = Clusters.embedded();

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    @Test
    void instancesThatConflictLandOnDifferentMachinesAndTheFourthWaitsWithTheReason() {
        var start = cluster.flotilla("start examples/shell/apache@1 examples/shell/apache@2 examples/shell/apache@3")
                .succeeded();
        assertThat(start.lines())
                .contains("Unit apache@1.service inactive")
                .anyMatch(line ->
                        line.matches("Unit apache@1.service launched on [0-9a-f]{8}\\.\\.\\./127\\.0\\.1\\.\\d"));
        cluster.flotilla("start --no-block examples/shell/apache@4").succeeded();

        var places = List.of(
                cluster.whereActive("apache@1.service"),
                cluster.whereActive("apache@2.service"),
                cluster.whereActive("apache@3.service"));
        assertThat(places).doesNotHaveDuplicates();
        eventually().untilAsserted(() -> assertThat(
                        cluster.flotilla("explain apache@4").out())
                .contains("0 of 3 machines")
                .contains("apache@"));
        assertThat(cluster.flotilla("list-unit-files --no-legend").succeeded().lines())
                .anyMatch(line -> line.matches("apache@4\\.service\\s+[0-9a-f]{7}\\s+launched\\s+inactive\\s+-"));
        // Why it has no machine is a column too; those that have one have nothing to say there.
        eventually().untilAsserted(() -> assertThat(cluster.flotilla("list-unit-files --no-legend --fields=unit,reason")
                        .succeeded()
                        .lines())
                .anyMatch(line ->
                        line.matches("apache@4\\.service\\s+0 of 3 machines: .*conflict.*apache@\\d\\.service.*"))
                .filteredOn(line -> line.matches("apache@[123]\\.service\\s+-"))
                .hasSize(3));
    }

    @Test
    void aMachineThatDiesLosesItsUnitsAndGetsNoneTwiceWhenItReturns() {
        cluster.flotilla("start examples/shell/apache@1 examples/shell/apache@2")
                .succeeded();
        String lost = cluster.whereActive("apache@1.service");
        String kept = cluster.whereActive("apache@2.service");
        String name = cluster.nameOf(lost);

        cluster.flotilla("dev kill " + name).succeeded();
        Duration killed = BootClock.now();
        eventually().untilAsserted(() -> {
            assertThat(cluster.machinesOnline()).doesNotContain(lost);
            assertThat(cluster.active().get("apache@1.service")).hasSize(1).doesNotContain(lost, kept);
        });
        String moved = cluster.whereActive("apache@1.service");
        assertThat(cluster.startedOn(moved).minus(killed)).isLessThan(MOVED);
        assertThat(cluster.active().get("apache@2.service")).containsExactly(kept);
        assertThat(cluster.processesOf(lost)).isEmpty();

        cluster.flotilla("dev start " + name).succeeded();
        eventually().untilAsserted(() -> assertThat(cluster.machinesOnline()).contains(lost));
        cluster.flotilla("start examples/shell/apache@3").succeeded();
        assertThat(cluster.whereActive("apache@3.service")).isEqualTo(lost);
        assertThat(cluster.active().get("apache@1.service")).containsExactly(moved);
        assertThat(cluster.active().get("apache@2.service")).containsExactly(kept);
    }

    @Test
    void aMachineThatWasFrozenStopsWhatNowRunsElsewhere() {
        cluster.flotilla("start examples/shell/apache@1").succeeded();
        String frozen = cluster.whereActive("apache@1.service");
        String name = cluster.nameOf(frozen);

        cluster.flotilla("dev freeze " + name).succeeded();
        Duration gone = BootClock.now();
        eventually().untilAsserted(() -> assertThat(cluster.active().get("apache@1.service"))
                .hasSize(1)
                .doesNotContain(frozen));
        assertThat(cluster.startedOn(cluster.whereActive("apache@1.service")).minus(gone))
                .isLessThan(MOVED);
        assertThat(cluster.processesOf(frozen)).isNotEmpty();

        cluster.flotilla("dev start " + name).succeeded();
        eventually().untilAsserted(() -> {
            assertThat(cluster.machinesOnline()).contains(frozen);
            assertThat(cluster.processesOf(frozen)).isEmpty();
        });
        assertThat(cluster.active().get("apache@1.service")).hasSize(1).doesNotContain(frozen);
    }

    @Test
    void anAgentThatIsKilledAndStartedAgainRestartsNothing() {
        cluster.flotilla("start examples/shell/apache@1").succeeded();
        String machine = cluster.whereActive("apache@1.service");
        String name = cluster.nameOf(machine);
        var before = Running.processes(cluster).get(name).getFirst();

        String agent = "agent-" + name;
        cluster.flotilla("dev kill " + agent).succeeded();
        cluster.flotilla("dev start " + agent).succeeded();
        eventually().untilAsserted(() -> assertThat(
                        cluster.get("/v1/machines/" + machine).statusCode())
                .isEqualTo(200));
        cluster.flotilla("start examples/shell/hello_world.service examples/shell/myapp.service")
                .succeeded();
        assertThat(cluster.active().get("apache@1.service")).containsExactly(machine);
        assertThat(cluster.processesOf(machine)).contains(before);
        // It is supervised again, not merely left alone.
        cluster.flotilla("stop apache@1").succeeded();
        eventually()
                .untilAsserted(() -> assertThat(cluster.processesOf(machine)).doesNotContain(before));
    }
}
