package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was acknowledged is there after the worst; what runs goes on running through it. */
class AcknowledgedWritesTest {

    static Stream<LocalCluster> clusters() {
        return Stream.of(Clusters.embedded(), Clusters.etcd());
    }

    @ParameterizedTest(name = "{index}", autoCloseArguments = false)
    @MethodSource("clusters")
    void killingTheRegistryLosesNoAcknowledgedWriteAndTouchesNoUnit(LocalCluster cluster) throws Exception {
        cluster.reset();
        cluster.flotilla("start examples/shell/apache@1 examples/shell/apache@2")
                .succeeded();
        var before = Running.settled(cluster, 2);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        var stop = new AtomicBoolean();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 4; writer++) {
                int id = writer;
                writers.submit(() -> {
                    for (int i = 0; !stop.get(); i++) {
                        String name = "written-%d-%d.service".formatted(id, i);
                        try {
                            if (cluster.put(name, "inactive", "Service.ExecStart=/bin/true")
                                            .statusCode()
                                    == 201) {
                                acknowledged.add(name);
                            }
                        } catch (java.io.UncheckedIOException e) {
                            // Not acknowledged: nothing is promised.
                        }
                    }
                });
            }
            eventually().until(() -> acknowledged.size() > 100);
            cluster.flotilla("dev kill registry").succeeded();
            cluster.flotilla("dev start registry").succeeded();
            int sofar = acknowledged.size();
            eventually().until(() -> acknowledged.size() > sofar + 100);
            stop.set(true);
        }

        assertThat(cluster.flotilla(Duration.ofMinutes(1), "list-unit-files", "--no-legend", "--fields=unit")
                        .lines())
                .containsAll(acknowledged);
        eventually().untilAsserted(() -> assertThat(cluster.machinesOnline()).hasSize(3));
        assertThat(Running.of(cluster)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{index}", autoCloseArguments = false)
    @MethodSource("clusters")
    void killingTheLeadingSchedulerDelaysANewUnitByAtMostFiveSeconds(LocalCluster cluster) {
        cluster.reset();
        String leader = cluster.getJson("/v1/leader").path("candidate").asText();
        cluster.flotilla("dev kill " + leader).succeeded();
        assertThat(cluster.put("next.service", "launched", "Service.ExecStart=/bin/sleep 1000")
                        .statusCode())
                .isEqualTo(201);
        Duration asked = BootClock.now();
        assertThat(cluster.startedOn(cluster.whereActive("next.service")).minus(asked))
                .isLessThan(Duration.ofSeconds(5));
        cluster.flotilla("dev start " + leader).succeeded();
    }

    @Test
    void etcdsLeaderKilledAndThenAllOfEtcdAwayForAMinute() throws Exception {
        LocalCluster cluster = Clusters.etcd();
        cluster.reset();
        cluster.flotilla("start examples/shell/apache@1 examples/shell/apache@2 examples/shell/hello_world.service")
                .succeeded();
        var before = Running.settled(cluster, 3);

        String leader = EtcdMembers.leaderOf(cluster);
        cluster.flotilla("dev kill " + leader).succeeded();
        eventually()
                .untilAsserted(() -> assertThat(cluster.put("during.service", "inactive", "Service.ExecStart=/bin/true")
                                .statusCode())
                        .isIn(201, 204));
        cluster.flotilla("dev start " + leader).succeeded();
        assertThat(Running.of(cluster)).isEqualTo(before);

        cluster.flotilla("dev kill etcd-1 etcd-2 etcd-3").succeeded();
        var back = java.time.Instant.now().plusSeconds(60);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(70))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    assertThat(Running.processes(cluster)).isEqualTo(before.processes());
                    return java.time.Instant.now().isAfter(back);
                });
        cluster.flotilla("dev start etcd-1 etcd-2 etcd-3").succeeded();
        eventually().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(cluster.put("after.service", "launched", "Service.ExecStart=/bin/sleep 1000")
                            .statusCode())
                    .isIn(201, 204);
            assertThat(cluster.active()).containsKey("after.service");
        });
        cluster.flotilla("destroy after").succeeded();
        eventually().untilAsserted(() -> assertThat(Running.of(cluster)).isEqualTo(before));
    }
}
