package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.system.fleet.DockerOnMachines;
import dev.flotilla.system.fleet.DockerOnMachines.Image;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Containers on real engines, on ports that the engine chooses, and those who announce them. */
@Behaviour(
        "Containers on random ports are published as registrator does it, units' containers with the port they got, and the"
                + " sidekick units of the articles announce theirs.")
@Order(5)
class ContainersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNITS = "examples/";
    private static final String BUSYBOX = "mkdir -p $ROOT/bin $ROOT/tmp $ROOT/www && cp /bin/busybox $ROOT/bin"
            + " && for a in sh sleep echo httpd; do ln -s busybox $ROOT/bin/$a; done && echo hello >$ROOT/www/index.html";

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void engines() {
        fleet.reset();
        DockerOnMachines.start(
                fleet,
                Image.of("library/web", BUSYBOX),
                new Image(
                        "library/nginx",
                        BUSYBOX,
                        List.of("EXPOSE 80", "CMD [\"/bin/httpd\", \"-f\", \"-p\", \"80\", \"-h\", \"/www\"]")),
                Image.of(
                        "coreos/apache",
                        BUSYBOX + " && mkdir -p $ROOT/usr/sbin && printf '#!/bin/sh\\nexec sleep 100000\\n'"
                                + " >$ROOT/usr/sbin/apache2ctl && chmod +x $ROOT/usr/sbin/apache2ctl"));
        eventually("every sidekick is ready").atMost(Duration.ofMinutes(1)).until(() -> fleet.machines().stream()
                .allMatch(Machine::isSidekickReady));
        eventually("nothing is left of earlier services")
                .untilAsserted(() -> assertThat(keys()).isEmpty());
    }

    /** What others find in the way otherwise: their machines have the same engines. */
    @AfterEach
    void removeTheContainers() {
        fleet.machines().forEach(machine -> machine.shell("docker ps -aq | xargs -r docker rm -f"));
    }

    private List<String> keys() {
        return fleet.etcd().etcdctl("get", "--prefix", "--keys-only", "/services/").succeeded().lines().stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private JsonNode record(String key) {
        try {
            return JSON.readTree(fleet.etcd().value(key));
        } catch (IOException e) {
            throw new AssertionError("no JSON at " + key, e);
        }
    }

    /** The port of the host that the engine gave. */
    private static int given(Machine machine, String container, int port) {
        String said = machine.exec("docker", "port", container, port + "/tcp")
                .succeeded()
                .lines()
                .getFirst();
        return Integer.parseInt(said.substring(said.lastIndexOf(':') + 1));
    }

    /** Asks from another machine. */
    private String get(JsonNode record) {
        return fleet.machine("m3")
                .exec(
                        "/bin/busybox",
                        "wget",
                        "-q",
                        "-O",
                        "-",
                        "http://" + record.path("host").asText() + ":"
                                + record.path("port").asInt() + "/")
                .succeeded()
                .out()
                .strip();
    }

    @Test
    void containersThatSaySoArePublishedByRegistratorsRules() {
        Machine m1 = fleet.machine("m1");
        m1.exec(
                        "docker",
                        "run",
                        "-d",
                        "-P",
                        "--name=front",
                        "--expose=80",
                        "--expose=443",
                        "-e",
                        "SERVICE_80_NAME=website",
                        "-e",
                        "SERVICE_443_IGNORE=yes",
                        "-e",
                        "SERVICE_80_TAGS=a\\,b,c",
                        "-e",
                        "SERVICE_REGION=eu",
                        "-e",
                        "SERVICE_443_REGION=us",
                        "web",
                        "httpd",
                        "-f",
                        "-p",
                        "80",
                        "-h",
                        "/www")
                .succeeded();
        m1.exec(
                        "docker",
                        "run",
                        "-d",
                        "-P",
                        "--name=back",
                        "--expose=80",
                        "--expose=8080",
                        "--expose=53/udp",
                        "-e",
                        "SERVICE_NAME=overruled",
                        "--label=SERVICE_NAME=shop",
                        "--label=SERVICE_8080_ID=shop-admin",
                        "--label=SERVICE_8080_NAME=admin",
                        "web",
                        "sleep",
                        "100000")
                .succeeded();
        m1.exec("docker", "run", "-d", "-P", "--name=silent", "--expose=80", "web", "sleep", "100000")
                .succeeded();

        eventually("names and ids are registrator's").untilAsserted(() -> assertThat(keys())
                .containsExactly(
                        "/services/admin/shop-admin",
                        "/services/shop-53/m1:back:53:udp",
                        "/services/shop-80/m1:back:80",
                        "/services/website/m1:front:80"));
        JsonNode front = record("/services/website/m1:front:80");
        assertThat(front.path("host").asText()).isEqualTo(m1.address());
        assertThat(front.path("port").asInt()).isEqualTo(given(m1, "front", 80));
        assertThat(front.path("machine").asText()).isEqualTo(m1.id());
        assertThat(front.path("tags")).extracting(JsonNode::asText).containsExactly("a,b", "c");
        assertThat(front.path("attrs").toString()).isEqualTo("{\"region\":\"eu\"}");
        assertThat(record("/services/shop-53/m1:back:53:udp").path("tags"))
                .extracting(JsonNode::asText)
                .containsExactly("udp");
        assertThat(get(front)).isEqualTo("hello");
        assertThat(fleet.flotilla("services --no-legend --fields=instance,tags website")
                        .succeeded()
                        .out())
                .matches("m1:front:80\\s+a,b,c\n");

        // The engine's word that it died, not the TTL.
        m1.exec("docker", "kill", "front").succeeded();
        eventually("it is withdrawn").atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(keys())
                .doesNotContain("/services/website/m1:front:80")
                .hasSize(3));
        m1.exec("docker", "start", "front").succeeded();
        eventually("it is back, on its new port").untilAsserted(() -> assertThat(
                        record("/services/website/m1:front:80").path("port").asInt())
                .isEqualTo(given(m1, "front", 80)));
    }

    @Test
    void anEngineThatRestartsIsFollowedAgain() {
        Machine m1 = fleet.machine("m1");
        m1.exec(
                        "docker",
                        "run",
                        "-d",
                        "-P",
                        "--name=one",
                        "--expose=80",
                        "-e",
                        "SERVICE_NAME=one",
                        "web",
                        "sleep",
                        "1d")
                .succeeded();
        eventually("it is published")
                .untilAsserted(() -> assertThat(keys()).containsExactly("/services/one/m1:one:80"));

        m1.systemctl("restart", "docker").succeeded();

        eventually("its containers died with the engine")
                .untilAsserted(() -> assertThat(keys()).isEmpty());
        m1.exec(
                        "docker",
                        "run",
                        "-d",
                        "-P",
                        "--name=two",
                        "--expose=80",
                        "-e",
                        "SERVICE_NAME=two",
                        "web",
                        "sleep",
                        "1d")
                .succeeded();
        eventually("what comes then is published")
                .untilAsserted(() -> assertThat(keys()).containsExactly("/services/two/m1:two:80"));
    }

    @Test
    void aUnitsContainerIsPublishedWithThePortItGot() {
        fleet.api()
                .launch(
                        "shop.service",
                        "Service.ExecStartPre=-/usr/bin/docker rm -f shop1",
                        "Service.ExecStart=/usr/bin/docker run --rm -P --name shop1 --expose 80 web httpd -f -p 80 -h /www",
                        "Service.ExecStop=/usr/bin/docker stop -t 1 shop1",
                        "X-Fleet.MachineMetadata=host=service_02",
                        "X-Discovery.Service=shop",
                        "X-Discovery.Port=container:80",
                        "X-Discovery.Check=docker",
                        "X-Discovery.Version=%n-%H");

        eventually("it is published").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(keys())
                .containsExactly("/services/shop/shop"));
        JsonNode shop = record("/services/shop/shop");
        assertThat(shop.path("host").asText()).isEqualTo(fleet.machine("m2").address());
        assertThat(shop.path("port").asInt()).isEqualTo(given(fleet.machine("m2"), "shop1", 80));
        assertThat(shop.path("version").asText()).isEqualTo("shop.service-m2");
        assertThat(get(shop)).isEqualTo("hello");

        fleet.flotilla("stop shop").succeeded();
        eventually("it is withdrawn").untilAsserted(() -> assertThat(keys()).isEmpty());
    }

    @Test
    void thePairThatAsksDockerForItsPortRuns() {
        fleet.flotilla("start --no-block " + UNITS + "docker/web.service " + UNITS + "docker/web_discovery.service")
                .succeeded();

        eventually("it is announced").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(keys())
                .containsExactly("/services/web/web"));
        Machine machine = fleet.whereActive("web.service");
        assertThat(fleet.whereActive("web_discovery.service")).isEqualTo(machine);
        JsonNode web = record("/services/web/web");
        assertThat(web.path("host").asText()).isEqualTo(machine.address());
        assertThat(web.path("port").asInt()).isEqualTo(given(machine, "web", 80));
        assertThat(get(web)).isEqualTo("hello");
        assertThat(residentKilobytes(machine, "web_discovery.service")).isLessThan(16 * 1024);

        fleet.flotilla("stop --no-block web").succeeded();
        eventually("the record goes with it, long before its TTL")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(keys()).isEmpty());
    }

    private static long residentKilobytes(Machine machine, String unit) {
        return Long.parseLong(machine.shell("awk '/VmRSS/ {print $2}' /proc/" + machine.mainPid(unit) + "/status")
                .succeeded()
                .out()
                .strip());
    }

    @Test
    void aSidekickUnitAnnouncesAndALoopAroundEtcdctlDoes() {
        String endpoint = "http://" + fleet.etcd().member(1).address() + ":2379";
        fleet.machines().forEach(machine -> machine.systemctl("set-environment", "ETCDCTL_ENDPOINTS=" + endpoint)
                .succeeded());
        fleet.flotilla("start --no-block " + UNITS + "docker/apache@1 " + UNITS + "docker/apache@2 " + UNITS
                        + "discovery/apache-announce@1 " + UNITS + "etcd/apache-discovery@2")
                .succeeded();

        eventually("both are there, by each way").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(keys())
                .containsExactly("/services/website/apache@1", "/services/website/apache@2"));
        Machine first = fleet.whereActive("apache@1.service");
        assertThat(fleet.whereActive("apache-announce@1.service")).isEqualTo(first);
        assertThat(fleet.whereActive("apache-discovery@2.service")).isEqualTo(fleet.whereActive("apache@2.service"));
        assertThat(record("/services/website/apache@1").path("host").asText()).isEqualTo(first.address());
        assertThat(record("/services/website/apache@1").path("version").asText())
                .isEqualTo("52c7248a14");
        assertThat(fleet.etcd().value("/services/website/apache@2"))
                .isEqualTo(
                        "{ \"host\": \"" + fleet.whereActive("apache@2.service").label()
                                + "\", \"port\": 80, \"version\": \"52c7248a14\" }");
        assertThat(fleet.flotilla("services --no-legend --fields=instance,port website")
                        .succeeded()
                        .out())
                .matches("apache@1\\s+80\napache@2\\s+80\n");

        fleet.flotilla("stop --no-block apache@1 apache@2").succeeded();
        eventually("they go with what they announce")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys()).isEmpty());
    }
}
