package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.system.Launcher;
import dev.flotilla.system.fleet.Container;
import dev.flotilla.system.fleet.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Machines boot from what {@code cloud-config render} writes, a later one from what the cluster itself writes, and nobody helps. */
@Behaviour(
        "Machines that boot from rendered cloud-configs become a cluster by themselves, and one that boots later takes work")
@Order(3)
class BootFromCloudConfigTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final int CENTRAL = 11;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private static Site site;

    private final Launcher launcher = new Launcher(Map.of());

    @BeforeAll
    static void prepare() {
        site = Site.shared();
    }

    @AfterAll
    static void clear() {
        site.clear();
    }

    @Test
    void aCentralMachineAndWorkersFindEachOther() throws IOException {
        Path token = Files.createTempFile("flotilla", ".token");
        try {
            Files.writeString(token, flotilla("join-token", "generate"));
            String central = site.address(CENTRAL);
            long start = System.nanoTime();
            site.boot(
                    "core-01",
                    CENTRAL,
                    render(token, "central", "--hostname=core-01", "--etcd-members=core-01=" + central));
            site.boot("worker-1", 21, worker(token, "service_01"));
            Container proxied =
                    site.boot("worker-2", 22, worker(token, "service_02", "--etcd-proxy=" + central + ":2379"));

            awaitMachines(
                    Map.of(site.address(21), "disk=ssd,host=service_01", site.address(22), "disk=ssd,host=service_02"));
            say("two workers and their central machine: from boot to joined", start);
            awaitLocalEtcd(proxied);

            submit("by-metadata.service", "host=service_02");
            awaitActive("by-metadata.service", site.address(22));
            awaitService("by-metadata", site.address(22));

            submit("waits.service", "host=service_03");
            String userData = fetchUserData(newToken(), "service_03");
            long later = System.nanoTime();
            site.boot("worker-3", 23, userData);
            awaitMachines(Map.of(
                    site.address(21), "disk=ssd,host=service_01",
                    site.address(22), "disk=ssd,host=service_02",
                    site.address(23), "disk=ssd,host=service_03"));
            say("a worker of a cluster that stands: from boot to joined", later);
            awaitActive("waits.service", site.address(23));
            assertThat(send(HttpRequest.newBuilder(gateway("/v1/join-tokens")).GET())
                            .path("tokens"))
                    .anySatisfy(spent -> {
                        assertThat(spent.path("note").asText()).isEqualTo("worker-3");
                        assertThat(spent.path("standing").asText()).isEqualTo("used up");
                    });
        } finally {
            Files.delete(token);
        }
    }

    /** Good for one machine, and made by the cluster itself. */
    private static String newToken() {
        return send(HttpRequest.newBuilder(gateway("/v1/join-tokens"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"maxUses\": 1, \"note\": \"worker-3\"}")))
                .path("token")
                .asText();
    }

    /** What a provider, or the machine itself, asks the cluster for. */
    private static String fetchUserData(String token, String host) throws IOException {
        try {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(
                                    gateway("/v1/bootstrap/cloud-config?role=worker&metadata=disk=ssd,host=" + host))
                            .header("Authorization", "Bearer " + token)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String worker(Path token, String host, String... options) {
        return render(
                token,
                "worker",
                Stream.concat(Stream.of("--metadata=disk=ssd,host=" + host), Stream.of(options))
                        .toArray(String[]::new));
    }

    private String render(Path token, String role, String... options) {
        List<String> line = new ArrayList<>(List.of(
                "cloud-config",
                "render",
                "--role=" + role,
                "--registry=" + site.address(CENTRAL) + ":49152",
                "--join-token-file=" + token));
        line.addAll(site.imageOptions());
        line.addAll(List.of(options));
        return flotilla(line.toArray(String[]::new));
    }

    private String flotilla(String... arguments) {
        return launcher.run(Duration.ofMinutes(1), arguments).succeeded().out();
    }

    private void awaitMachines(Map<String, String> metadataByAddress) {
        try {
            Awaitility.await()
                    .atMost(BOOT)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreException(UncheckedIOException.class)
                    .untilAsserted(() -> assertThat(machines()).isEqualTo(new TreeMap<>(metadataByAddress)));
        } catch (RuntimeException e) {
            throw new AssertionError("the machines do not join\n" + site.journals(), e);
        }
    }

    private static Map<String, String> machines() {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode machine : get("/v1/machines").path("machines")) {
            List<String> pairs = new ArrayList<>();
            machine.path("metadata")
                    .properties()
                    .forEach(pair ->
                            pairs.add(pair.getKey() + "=" + pair.getValue().asText()));
            found.put(
                    machine.path("primaryIP").asText(),
                    String.join(",", pairs.stream().sorted().toList()));
        }
        return found;
    }

    private static void submit(String unit, String metadata) {
        String options = """
                {"desiredState": "launched", "options": [
                  {"section": "Service", "name": "ExecStart", "value": "/bin/sleep infinity"},
                  {"section": "X-Fleet", "name": "MachineMetadata", "value": "%s"},
                  {"section": "X-Discovery", "name": "Service", "value": "%%p"},
                  {"section": "X-Discovery", "name": "Port", "value": "80"}]}
                """.formatted(metadata);
        var request = HttpRequest.newBuilder(gateway("/v1/units/" + unit))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(options));
        // Who is told to come again does so: it has all been started a moment ago, on a busy box.
        var answer =
                eventually(unit + " is taken or refused").until(() -> answer(request), any -> any.statusCode() != 503);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private static void awaitActive(String unit, String address) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreException(UncheckedIOException.class)
                    .untilAsserted(() -> {
                        String machine = "";
                        for (JsonNode each : get("/v1/machines").path("machines")) {
                            if (each.path("primaryIP").asText().equals(address)) {
                                machine = each.path("id").asText();
                            }
                        }
                        JsonNode state =
                                get("/v1/states?unit=" + unit).path("states").path(0);
                        assertThat(state.path("active").asText()).isEqualTo("active");
                        assertThat(state.path("machineID").asText()).isEqualTo(machine);
                    });
        } catch (RuntimeException e) {
            throw new AssertionError(unit + " does not run\n" + site.journals(), e);
        }
    }

    /** The machine's sidekick says where it is. */
    private static void awaitService(String service, String address) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreException(UncheckedIOException.class)
                    .untilAsserted(() -> assertThat(
                                    get("/v1/services").path("instances").findValuesAsText("service"))
                            .contains(service));
        } catch (RuntimeException e) {
            throw new AssertionError(service + " is not published\n" + site.journals(), e);
        }
        assertThat(get("/v1/services/" + service).path("instances").findValuesAsText("host"))
                .containsExactly(address);
    }

    /** As the articles' machines in proxy mode: the cluster's etcd under the machine's own address. */
    private static void awaitLocalEtcd(Container machine) {
        Awaitility.await("etcd under the local address")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(machine.exec(
                                        ("docker exec -e ETCDCTL_API=3 etcd-proxy etcdctl --endpoints=127.0.0.1:2379"
                                                        + " get --prefix --keys-only /flotilla/machines/")
                                                .split(" "))
                                .out())
                        .contains("/flotilla/machines/"));
    }

    private static URI gateway(String path) {
        return URI.create("http://" + site.address(CENTRAL) + ":49153" + path);
    }

    private static JsonNode get(String path) {
        return send(HttpRequest.newBuilder(gateway(path)).GET());
    }

    private static JsonNode send(HttpRequest.Builder request) {
        var answer = answer(request);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void say(String what, long since) {
        System.out.println(
                what + ": " + Duration.ofNanos(System.nanoTime() - since).toMillis() + " ms");
    }
}
