package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where units go: metadata, conflicts, groups, one machine, all machines. */
class ConstraintsTest {
    private final LocalCluster cluster = Clusters.embedded();

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    @Test
    void metadataPinsUnitsAndConflictsKeepTemplatesAwayFromAnotherService() {
        cluster.flotilla(
                        "start examples/shell/example_01.service examples/shell/example_02.service examples/shell/example_03.service")
                .succeeded();
        var machines = cluster.machines();
        assertThat(cluster.whereActive("example_01.service")).isEqualTo(machines.get("m1"));
        assertThat(cluster.whereActive("example_02.service")).isEqualTo(machines.get("m2"));
        assertThat(cluster.whereActive("example_03.service")).isEqualTo(machines.get("m3"));

        cluster.flotilla("start --no-block examples/shell/common@1 examples/shell/common@2 examples/shell/common@3")
                .succeeded();
        eventually().untilAsserted(() -> assertThat(
                        cluster.active().keySet().stream().filter(name -> name.startsWith("common@")))
                .hasSize(2));
        assertThat(cluster.active().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("common@"))
                        .flatMap(entry -> entry.getValue().stream()))
                .containsExactlyInAnyOrder(machines.get("m1"), machines.get("m3"));
    }

    @Test
    void followersStandBesideTheirTargetAndMoveWithIt() {
        cluster.flotilla("submit examples/shell/example_02.service examples/shell/hello_world@.service")
                .succeeded();
        var options = new String[] {"Service.ExecStart=/bin/sleep 1000", "X-Fleet.Conflicts=nothing"};
        assertThat(cluster.put("anchor.service", "launched", options).statusCode())
                .isEqualTo(201);
        String first = cluster.whereActive("anchor.service");
        for (String follower : new String[] {"near-1.service", "near-2.service"}) {
            assertThat(cluster.put(
                                    follower,
                                    "launched",
                                    "Service.ExecStart=/bin/sleep 1000",
                                    "X-Fleet.MachineOf=anchor.service")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(cluster.whereActive(follower)).isEqualTo(first);
        }

        cluster.flotilla("dev kill " + cluster.nameOf(first)).succeeded();
        eventually().untilAsserted(() -> assertThat(cluster.active().get("anchor.service"))
                .hasSize(1)
                .doesNotContain(first));
        String second = cluster.whereActive("anchor.service");
        assertThat(cluster.whereActive("near-1.service")).isEqualTo(second);
        assertThat(cluster.whereActive("near-2.service")).isEqualTo(second);
    }

    @Test
    void aFollowerWithoutATargetWaitsAndACycleOfFollowersHarmsNobody() {
        cluster.put(
                "lonely.service", "launched", "Service.ExecStart=/bin/sleep 1000", "X-Fleet.MachineOf=nowhere.service");
        cluster.put("egg.service", "launched", "Service.ExecStart=/bin/sleep 1000", "X-Fleet.MachineOf=hen.service");
        cluster.put("hen.service", "launched", "Service.ExecStart=/bin/sleep 1000", "X-Fleet.MachineOf=egg.service");
        cluster.put("bystander.service", "launched", "Service.ExecStart=/bin/sleep 1000");
        cluster.whereActive("bystander.service");
        eventually().untilAsserted(() -> {
            assertThat(cluster.flotilla("explain lonely").out()).contains("nowhere.service");
            assertThat(cluster.flotilla("explain egg").out()).contains("hen.service");
        });
        assertThat(cluster.active()).containsOnlyKeys("bystander.service");
    }

    @Test
    void machineIdMayBeShortened() {
        String id = cluster.machines().get("m3");
        cluster.put(
                "pinned.service",
                "launched",
                "Service.ExecStart=/bin/sleep 1000",
                "X-Fleet.MachineID=\"" + id.substring(0, 8) + "\"");
        assertThat(cluster.whereActive("pinned.service")).isEqualTo(id);
        cluster.put("dummy.service", "launched", "Service.ExecStart=/bin/sleep 1000", "X-Fleet.MachineID=dummy");
        eventually()
                .untilAsserted(() ->
                        assertThat(cluster.flotilla("explain dummy").out()).contains("0 of 3 machines"));
    }

    @Test
    void globalUnitsRunEverywhereAlsoOnAMachineThatComesBack() {
        cluster.flotilla("start --no-block examples/shell/monitor.service").succeeded();
        eventually().untilAsserted(() -> assertThat(cluster.active().get("monitor.service"))
                .hasSize(3));
        cluster.flotilla("dev kill m2").succeeded();
        eventually().untilAsserted(() -> assertThat(cluster.active().get("monitor.service"))
                .hasSize(2));
        cluster.flotilla("dev start m2").succeeded();
        eventually().untilAsserted(() -> assertThat(cluster.active().get("monitor.service"))
                .containsExactlyInAnyOrderElementsOf(cluster.machines().values()));
        assertThat(cluster.flotilla("list-unit-files --no-legend").lines())
                .anyMatch(line -> line.matches("monitor\\.service\\s+[0-9a-f]{7}\\s+launched\\s+-\\s+global"));
    }

    @Test
    void replacesTakesTheMachineAndTheOtherMovesWithAllItsConstraints() {
        cluster.put(
                "old.service",
                "launched",
                "Service.ExecStart=/bin/sleep 1000",
                "X-Fleet.MachineMetadata=host=service_01");
        String first = cluster.whereActive("old.service");
        cluster.put("roaming.service", "launched", "Service.ExecStart=/bin/sleep 1000");
        cluster.whereActive("roaming.service");
        cluster.put("new.service", "launched", "Service.ExecStart=/bin/sleep 1000", "X-Fleet.Replaces=roaming.service");
        cluster.whereActive("new.service");
        assertThat(cluster.whereActive("roaming.service")).isNotEqualTo(cluster.whereActive("new.service"));
        assertThat(cluster.whereActive("old.service")).isEqualTo(first);
    }

    @Test
    void dynamicMetadataMovesUnits() {
        var machines = cluster.machines();
        cluster.put("arm.service", "launched", "Service.ExecStart=/bin/sleep 1000", "X-Fleet.MachineMetadata=cpu=arm");
        patch("add", machines.get("m2"), "arm");
        assertThat(cluster.whereActive("arm.service")).isEqualTo(machines.get("m2"));
        patch("remove", machines.get("m2"), "");
        patch("add", machines.get("m3"), "arm");
        eventually().untilAsserted(() -> assertThat(cluster.active().get("arm.service"))
                .containsExactly(machines.get("m3")));
        patch("remove", machines.get("m3"), "");
        eventually().untilAsserted(() -> assertThat(cluster.active()).doesNotContainKey("arm.service"));
        assertThat(cluster.flotilla("explain arm").out()).contains("3 lack cpu=arm");
    }

    private void patch(String op, String machine, String value) {
        String body = """
                [{"op":"%s","path":"/%s/metadata/cpu","value":"%s"}]""".formatted(op, machine, value);
        var answer = cluster.send(HttpRequest.newBuilder(URI.create(cluster.gateway("/fleet/v1/machines")))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
}
