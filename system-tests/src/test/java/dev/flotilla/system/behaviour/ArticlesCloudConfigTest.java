package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.Launcher;
import dev.flotilla.system.fleet.CommandLineOnMachine;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
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
 * The third article's cloud-configs, given to a machine as printed. What they print waits much ({@code sleep 10}), so it has a fleet
 * of its own, and the other behaviours go on meanwhile.
 */
@Execution(ExecutionMode.CONCURRENT)
@Behaviour(
        "The articles' cloud-configs as printed: a machine that is given one starts its units in the fleet, a second time nothing.")
@Order(2)
class ArticlesCloudConfigTest {
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

    private static ArticleFleet articles;
    private static Fleet fleet;

    @BeforeAll
    static void start() {
        articles = ArticleFleet.start("c");
        fleet = articles.fleet();
    }

    @AfterAll
    static void close() {
        articles.close();
    }

    @BeforeEach
    void empty() {
        articles.reset();
    }

    /** Its units are wrappers that call fleetctl; the machine calls its agent fleet.service, as rendered user-data does. */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aMachineThatIsGivenTheArticlesCloudConfigStartsTheArticlesUnits() {
        withUserData("003-metadata.yaml", machine -> {
            for (int i = 1; i <= 3; i++) {
                assertThat(articles.whereActive("example_0" + i + ".service").label())
                        .isEqualTo("m" + i);
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
            assertThat(IntStream.rangeClosed(1, 3).mapToObj(i -> articles.whereActive("common@" + i + ".service")
                            .label()))
                    .containsExactlyInAnyOrder("m1", "m2", "m3");
            assertThat(articles.whereActive("example_02.service").label()).isEqualTo("m2");
            assertThat(articles.whereActive("example_03.service").label()).isEqualTo("m3");
        });
    }

    /** All containers of its template have one name: each instance that starts ends the one before. Where they are is what counts. */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void theCloudConfigWithMachineOfPutsItsInstancesBesideTheirTarget() {
        withUserData("003-machine-of.yaml", machine -> {
            String beside = articles.whereActive("example_02.service").id();
            assertThat(beside).isEqualTo(fleet.machine("m2").id());
            assertThat(articles.placesOfCommon()).containsExactly(beside, beside, beside);
            assertThat(articles.whereActive("example_03.service").label()).isEqualTo("m3");
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
            assertThat(articles.placesOfCommon())
                    .containsExactlyInAnyOrder(
                            fleet.machine("m1").id(), fleet.machine("m3").id());
            assertThat(fleet.api().units()).doesNotContain("example_03.service");

            fleet.flotilla("destroy common@1").succeeded();

            assertThat(articles.whereActive("example_03.service").label()).isEqualTo("m3");
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
}
