package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.Launcher;
import dev.flotilla.system.fleet.CommandLineOnMachine;
import dev.flotilla.system.fleet.DockerOnMachines;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The articles that people learned fleet from, with their units as printed: real containers, pulled and run. What they print waits
 * much ({@code sleep 10}), so it has a fleet of its own, and the other behaviours go on meanwhile.
 */
@Execution(ExecutionMode.CONCURRENT)
@Behaviour("The articles' units as printed: docker pull and run, sidekicks in etcd, constraints, and a node that dies.")
@Order(2)
class ArticlesTest {
    private static final String UNITS = "examples/docker/";
    private static final String BUSYBOX =
            "mkdir -p $ROOT/bin $ROOT/tmp && cp /bin/busybox $ROOT/bin && for a in sh sleep echo; do ln -s busybox $ROOT/bin/$a; done";

    /** What CoreOS had and these machines do not: its user, etcd2, and the name of fleet for what does its work. */
    private static final String PREPARATION = """
            set -e
            id core >/dev/null 2>&1 || useradd --create-home core
            printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/etcd2.service
            ln -sf flotilla-agent.service /etc/systemd/system/fleet.service
            systemctl daemon-reload
            """;

    private static final String TIDYING = """
            systemctl stop etcd2.service
            cd /etc/systemd/system && rm -rf etcd2.service fleet.service example_fleet*.service *.wants/etcd2.service *.wants/fleet.service
            rm -rf /run/flotilla/cloud-config /run/systemd/system/*.service.d/20-cloudinit.conf
            systemctl daemon-reload
            systemctl restart flotilla-agent.service
            """;

    /** With what is printed in one user-data: five times ten seconds of sleep, five times a JVM, five images. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start("a", 3);
    }

    @AfterAll
    static void close() {
        fleet.close();
    }

    @BeforeEach
    void engines() {
        fleet.reset();
        DockerOnMachines.start(
                fleet,
                DockerOnMachines.Image.of("library/busybox", BUSYBOX),
                DockerOnMachines.Image.of(
                        "coreos/apache",
                        BUSYBOX + " && mkdir -p $ROOT/usr/sbin && printf '#!/bin/sh\\nexec sleep 100000\\n'"
                                + " >$ROOT/usr/sbin/apache2ctl && chmod +x $ROOT/usr/sbin/apache2ctl"));
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aHighlyAvailableServiceWithItsSidekicks() {
        String endpoint = "http://" + fleet.etcd().member(1).address() + ":2379";
        fleet.machines().forEach(machine -> machine.systemctl(
                        "set-environment",
                        "ETCDCTL_API=2",
                        "ETCDCTL_ENDPOINT=" + endpoint,
                        "ETCDCTL_ENDPOINTS=" + endpoint)
                .succeeded());
        fleet.flotilla("start " + UNITS + "myapp.service").succeeded();
        fleet.flotilla("start " + UNITS + "apache@1").succeeded();
        fleet.flotilla("start " + UNITS + "apache@2").succeeded();
        Machine first = active("apache@1.service");
        Machine second = active("apache@2.service");
        assertThat(second).isNotEqualTo(first);
        assertThat(first.exec("docker", "ps", "--format", "{{.Names}} {{.Image}}")
                        .out())
                .contains("apache1 coreos/apache");
        assertThat(fleet.flotilla("list-units").succeeded().lines())
                .anyMatch(line -> line.matches("apache@1\\.service\\s+"
                        + first.id().substring(0, 8) + "\\.\\.\\./" + first.address() + "\\s+active\\s+running"));

        fleet.flotilla("start " + UNITS + "apache-discovery@1 " + UNITS + "apache-discovery@2")
                .succeeded();
        assertThat(active("apache-discovery@1.service")).isEqualTo(first);
        assertThat(active("apache-discovery@2.service")).isEqualTo(second);
        eventually("both are announced")
                .untilAsserted(() -> assertThat(announced()).containsExactly("1", "2"));

        // One of the two dies; the third machine takes over, with the sidekick.
        first.kill();
        eventually("apache@1 runs on the third").atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var where = fleet.api().active();
            assertThat(where.getOrDefault("apache@1.service", List.of()))
                    .hasSize(1)
                    .doesNotContain(first.id(), second.id());
            assertThat(where.get("apache-discovery@1.service")).isEqualTo(where.get("apache@1.service"));
        });
    }

    private List<String> announced() {
        return IntStream.of(1, 2)
                .filter(i -> fleet.machine("m1")
                        .shell("ETCDCTL_API=2 etcdctl --endpoints http://"
                                + fleet.etcd().member(1).address() + ":2379 get /services/website/apache@" + i)
                        .out()
                        .contains("\"port\": 80"))
                .mapToObj(Integer::toString)
                .toList();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void servicesWithConstraints() {
        fleet.flotilla("start " + UNITS + "example_01.service " + UNITS + "example_02.service " + UNITS
                        + "example_03.service")
                .succeeded();
        for (int i = 1; i <= 3; i++) {
            assertThat(active("example_0" + i + ".service").label()).isEqualTo("m" + i);
        }
        fleet.flotilla("start --no-block " + UNITS + "common@1 " + UNITS + "common@2 " + UNITS + "common@3")
                .succeeded();
        // As printed, common@ names no image: docker run fails at once. Where it was put is what the article shows.
        eventually("two of them are placed, not beside example_02").untilAsserted(() -> assertThat(placesOfCommon())
                .containsExactlyInAnyOrder(
                        fleet.machine("m1").id(), fleet.machine("m3").id()));
    }

    /** Its units are wrappers that call fleetctl; the machine calls its agent fleet.service, as rendered user-data does. */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aMachineThatIsGivenTheArticlesCloudConfigStartsTheArticlesUnits() {
        withUserData("003-metadata.yaml", machine -> {
            for (int i = 1; i <= 3; i++) {
                assertThat(active("example_0" + i + ".service").label()).isEqualTo("m" + i);
            }
            assertThat(machine.exec("cat", "/run/systemd/system/flotilla-agent.service.d/20-cloudinit.conf")
                            .out())
                    .contains("FLOTILLA_AGENT_METADATA=host=service_01");
        });
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void theCloudConfigWithATemplatePutsItsInstancesOnThreeMachines() {
        withUserData("003-template.yaml", machine -> {
            assertThat(IntStream.rangeClosed(1, 3)
                            .mapToObj(i -> active("common@" + i + ".service").label()))
                    .containsExactlyInAnyOrder("m1", "m2", "m3");
            assertThat(active("example_02.service").label()).isEqualTo("m2");
            assertThat(active("example_03.service").label()).isEqualTo("m3");
        });
    }

    /** All containers of its template have one name: each instance that starts ends the one before. Where they are is what counts. */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void theCloudConfigWithMachineOfPutsItsInstancesBesideTheirTarget() {
        withUserData("003-machine-of.yaml", machine -> {
            String beside = active("example_02.service").id();
            assertThat(beside).isEqualTo(fleet.machine("m2").id());
            assertThat(placesOfCommon()).containsExactly(beside, beside, beside);
            assertThat(active("example_03.service").label()).isEqualTo("m3");
        });
    }

    /** Two of its three instances fit; fleetctl start waits for the third, and what follows in the file waits with it. */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void theCloudConfigWithAffinityGoesOnWhenItsThirdInstanceFits() {
        onFirstMachine("003-affinity.yaml", (machine, apply) -> {
            machine.shell("systemd-run --unit=user-data /bin/sh -c '" + apply + "'")
                    .succeeded();
            eventually("the third waits, and says why").atMost(PATIENCE).untilAsserted(() -> assertThat(
                            fleet.flotilla("explain common@3").out())
                    .as(() -> "user-data said: " + machine.journal("user-data.service"))
                    .contains("conflicts with example_02.service", "conflicts with common@"));
            assertThat(placesOfCommon())
                    .containsExactlyInAnyOrder(
                            fleet.machine("m1").id(), fleet.machine("m3").id());
            assertThat(fleet.api().units()).doesNotContain("example_03.service");

            fleet.flotilla("destroy common@1").succeeded();

            assertThat(active("example_03.service").label()).isEqualTo("m3");
            eventually("nothing is left to do")
                    .untilAsserted(() -> assertThat(machine.property("user-data.service", "ActiveState"))
                            .isEqualTo("inactive"));
        });
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void theCloudConfigWithAMachineIdThatNobodyHasLeavesItsUnitWaiting() {
        withUserData("003-machine-id.yaml", machine -> {
            machine.shell("fleetctl start --no-block /home/core/example_test.service")
                    .succeeded();
            eventually("it says why").untilAsserted(() -> assertThat(
                            fleet.flotilla("explain example_test").out())
                    .contains("not dummy"));
        });
    }

    private List<String> placesOfCommon() {
        return fleet.api().states().stream()
                .filter(state -> state.path("name").asText().startsWith("common@"))
                .map(state -> state.path("machineID").asText())
                .toList();
    }

    /** A second time it changes nothing. */
    private void withUserData(String article, Consumer<Machine> then) {
        onFirstMachine(article, (machine, apply) -> {
            machine.exec(PATIENCE, "/bin/sh", "-c", apply).succeeded();
            then.accept(machine);
            assertThat(machine.shell(apply).succeeded().out()).contains("Nothing to change.");
        });
    }

    /**
     * It is given the user-data, as an operator does by hand.
     *
     * @param then is told the command that applies it
     */
    private void onFirstMachine(String article, BiConsumer<Machine, String> then) {
        Machine machine = fleet.machine("m1");
        CommandLineOnMachine.install(
                machine, fleet.gateways().getFirst().http("").toString());
        machine.copy(Launcher.ROOT.resolve("cloud-config/src/test/resources/articles/" + article), "/root/user-data");
        machine.shell(PREPARATION).succeeded();
        try {
            then.accept(
                    machine,
                    "COREOS_PUBLIC_IPV4=" + machine.address() + " COREOS_PRIVATE_IPV4=" + machine.address()
                            + " flotilla cloud-config apply /root/user-data");
        } finally {
            machine.shell(TIDYING).succeeded();
        }
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aNodeDiesAndItsServiceIsReroutedAndHelloWorldRunsOnThree() {
        fleet.flotilla("start " + UNITS + "hello_world@1 " + UNITS + "hello_world@2 " + UNITS + "hello_world@3")
                .succeeded();
        assertThat(IntStream.rangeClosed(1, 3)
                        .mapToObj(i -> active("hello_world@" + i + ".service").label()))
                .containsExactlyInAnyOrder("m1", "m2", "m3");
        eventually("it says hello").untilAsserted(() -> assertThat(
                        fleet.flotilla("journal -o cat hello_world@1").out())
                .contains("Hello World"));
        fleet.flotilla("destroy hello_world@1 hello_world@2 hello_world@3").succeeded();
        fleet.flotilla("start " + UNITS + "myapp.service").succeeded();
        Machine lost = active("myapp.service");
        lost.kill();
        eventually("it is rerouted").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        fleet.api().active().getOrDefault("myapp.service", List.of()))
                .hasSize(1)
                .doesNotContain(lost.id()));
    }

    private Machine active(String unit) {
        eventually(unit + " runs").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        fleet.api().active().getOrDefault(unit, List.of()))
                .hasSize(1));
        return fleet.whereActive(unit);
    }
}
