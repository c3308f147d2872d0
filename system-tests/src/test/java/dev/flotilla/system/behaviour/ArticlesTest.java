package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import java.util.List;
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

    private static ArticleFleet articles;
    private static Fleet fleet;

    @BeforeAll
    static void start() {
        articles = ArticleFleet.start("a");
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
        Machine first = articles.whereActive("apache@1.service");
        Machine second = articles.whereActive("apache@2.service");
        assertThat(second).isNotEqualTo(first);
        assertThat(first.exec("docker", "ps", "--format", "{{.Names}} {{.Image}}")
                        .out())
                .contains("apache1 coreos/apache");
        assertThat(fleet.flotilla("list-units").succeeded().lines())
                .anyMatch(line -> line.matches("apache@1\\.service\\s+"
                        + first.id().substring(0, 8) + "\\.\\.\\./" + first.address() + "\\s+active\\s+running"));

        fleet.flotilla("start " + UNITS + "apache-discovery@1 " + UNITS + "apache-discovery@2")
                .succeeded();
        assertThat(articles.whereActive("apache-discovery@1.service")).isEqualTo(first);
        assertThat(articles.whereActive("apache-discovery@2.service")).isEqualTo(second);
        eventually("both are announced")
                .untilAsserted(() -> assertThat(announced()).containsExactly("1", "2"));

        // One of the two dies; the third machine takes over, with the sidekick.
        first.kill();
        eventually("apache@1 runs on the third").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
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
            assertThat(articles.whereActive("example_0" + i + ".service").label())
                    .isEqualTo("m" + i);
        }
        fleet.flotilla("start --no-block " + UNITS + "common@1 " + UNITS + "common@2 " + UNITS + "common@3")
                .succeeded();
        // As printed, common@ names no image: docker run fails at once. Where it was put is what the article shows.
        eventually("two of them are placed, not beside example_02")
                .untilAsserted(() -> assertThat(articles.placesOfCommon())
                        .containsExactlyInAnyOrder(
                                fleet.machine("m1").id(), fleet.machine("m3").id()));
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aNodeDiesAndItsServiceIsReroutedAndHelloWorldRunsOnThree() {
        fleet.flotilla("start " + UNITS + "hello_world@1 " + UNITS + "hello_world@2 " + UNITS + "hello_world@3")
                .succeeded();
        assertThat(IntStream.rangeClosed(1, 3).mapToObj(i -> articles.whereActive("hello_world@" + i + ".service")
                        .label()))
                .containsExactlyInAnyOrder("m1", "m2", "m3");
        eventually("it says hello").untilAsserted(() -> assertThat(
                        fleet.flotilla("journal -o cat hello_world@1").out())
                .contains("Hello World"));
        fleet.flotilla("destroy hello_world@1 hello_world@2 hello_world@3").succeeded();
        fleet.flotilla("start " + UNITS + "myapp.service").succeeded();
        Machine lost = articles.whereActive("myapp.service");
        lost.kill();
        eventually("it is rerouted").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        fleet.api().active().getOrDefault("myapp.service", List.of()))
                .hasSize(1)
                .doesNotContain(lost.id()));
    }
}
