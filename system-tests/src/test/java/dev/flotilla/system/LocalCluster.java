package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.system.Launcher.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A cluster of {@code ./flotilla up} under a folder and ports of its own, as a user has it on a laptop. */
final class LocalCluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final int SIDEKICK = 12;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path home;
    private final int portBase;
    private final Launcher launcher;

    private LocalCluster(Path home, int portBase) {
        this.home = home;
        this.portBase = portBase;
        this.launcher = new Launcher(
                Map.of("FLOTILLA_HOME", home.toString(), "FLOTILLA_PORT_BASE", Integer.toString(portBase)));
    }

    /** Brings it up and returns when it is ready. */
    static LocalCluster up(int portBase, String... options) {
        try {
            var cluster = new LocalCluster(Homes.create(), portBase);
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            cluster.flotilla(Duration.ofMinutes(5), with("up --detach", options))
                    .succeeded();
            return cluster;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    int portBase() {
        return portBase;
    }

    Launcher launcher() {
        return launcher;
    }

    /** {@code ./flotilla} with words split at blanks. */
    Result flotilla(String words) {
        return flotilla(COMMAND, words.split(" "));
    }

    Result flotilla(Duration limit, String... arguments) {
        return launcher.run(limit, arguments);
    }

    String gateway(String path) {
        return "http://127.0.0.1:" + (portBase + 1) + path;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(gateway(path))).GET());
    }

    JsonNode getJson(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    /** PUT of a unit through fleet's API. */
    HttpResponse<String> put(String name, String desiredState, String... optionsOfService) {
        var body = JSON.createObjectNode().put("desiredState", desiredState);
        var options = body.putArray("options");
        for (String option : optionsOfService) {
            String[] parts = option.split("[.=]", 3);
            options.addObject().put("section", parts[0]).put("name", parts[1]).put("value", parts[2]);
        }
        return send(HttpRequest.newBuilder(URI.create(gateway("/fleet/v1/units/" + name)))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString())));
    }

    HttpResponse<String> delete(String name) {
        return send(HttpRequest.newBuilder(URI.create(gateway("/fleet/v1/units/" + name)))
                .DELETE());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Machine ids by the launcher's names: m1, m2, ... */
    Map<String, String> machines() {
        var machines = new TreeMap<String, String>();
        for (int i = 1; Files.isDirectory(home.resolve("machines/m" + i)); i++) {
            machines.put(
                    "m" + i,
                    Launcher.read(home.resolve("machines/m" + i + "/machine-id"))
                            .strip());
        }
        return machines;
    }

    String nameOf(String machineId) {
        return machines().entrySet().stream()
                .filter(entry -> entry.getValue().equals(machineId))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** The machines of a unit whose state there is active, by unit. */
    Map<String, List<String>> active() {
        var active = new TreeMap<String, List<String>>();
        for (JsonNode state : states()) {
            if (state.path("systemdActiveState").asText().equals("active")) {
                active.computeIfAbsent(state.path("name").asText(), name -> new ArrayList<>())
                        .add(state.path("machineID").asText());
            }
        }
        return active;
    }

    List<JsonNode> states() {
        var states = new ArrayList<JsonNode>();
        String next = "";
        do {
            JsonNode page = getJson("/fleet/v1/state" + (next.isEmpty() ? "" : "?nextPageToken=" + next));
            page.path("states").forEach(states::add);
            next = page.path("nextPageToken").asText("");
        } while (!next.isEmpty());
        return states;
    }

    List<String> machinesOnline() {
        return StreamSupport.stream(
                        getJson("/fleet/v1/machines").path("machines").spliterator(), false)
                .map(machine -> machine.path("id").asText())
                .toList();
    }

    /** The one machine where the unit is active; waits for it. */
    String whereActive(String unit) {
        eventually().untilAsserted(() -> assertThat(active().getOrDefault(unit, List.of()))
                .as(unit)
                .hasSize(1));
        return active().get(unit).getFirst();
    }

    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .ignoreException(java.io.UncheckedIOException.class)
                .atMost(Duration.ofSeconds(30));
    }

    /** Brings back what was killed or frozen, destroys everything: the next test finds a whole and empty cluster. */
    void reset() {
        bringBack();
        List<String> names = new ArrayList<>();
        flotilla("list-unit-files --no-legend --fields=unit")
                .succeeded()
                .lines()
                .forEach(names::add);
        if (!names.isEmpty()) {
            flotilla(COMMAND, with("destroy", names.toArray(String[]::new))).succeeded();
        }
        eventually().untilAsserted(() -> assertThat(states()).isEmpty());
        eventually()
                .untilAsserted(() -> assertThat(getJson("/v1/services?all=true").path("instances"))
                        .isEmpty());
    }

    private void bringBack() {
        var names = new ArrayList<>(machines().keySet());
        flotilla("ps").succeeded().lines().stream()
                .filter(line -> line.endsWith(" -"))
                .map(line -> line.split(" ")[0])
                .forEach(names::add);
        flotilla(COMMAND, with("dev start", names.toArray(String[]::new))).succeeded();
        eventually().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(machinesOnline())
                .hasSameSizeAs(machines().keySet()));
        machines()
                .keySet()
                .forEach(machine -> eventually().atMost(Duration.ofMinutes(1)).until(() -> isSidekickReady(machine)));
    }

    /** Its address and its port are the launcher's. */
    private boolean isSidekickReady(String machine) {
        var ready =
                URI.create("http://127.0.1." + machine.substring(1) + ":" + (portBase + SIDEKICK) + "/q/health/ready");
        return send(HttpRequest.newBuilder(ready).GET()).statusCode() == 200;
    }

    /** When the unit's first process began that runs on the machine, on which no other unit is; by {@link BootClock}. */
    Duration startedOn(String machineId) {
        return BootClock.startOf(Running.processes(this).get(nameOf(machineId)).getFirst());
    }

    /** The process ids of a machine's units, by their mark in the environment. */
    List<Long> processesOf(String machineId) {
        return ProcessHandle.allProcesses()
                .filter(process -> environmentHas(process.pid(), "FLOTILLA_MACHINE_ID=" + machineId))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    private static boolean environmentHas(long pid, String assignment) {
        try {
            return ("\0"
                            + Files.readString(
                                    Path.of("/proc/" + pid + "/environ"), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains("\0" + assignment + "\0");
        } catch (IOException e) {
            return false; // it ended while we looked
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String[] with(String words, String... more) {
        var all = new ArrayList<>(List.of(words.split(" ")));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Override
    public void close() {
        flotilla(Duration.ofMinutes(1), "down", "--wipe");
    }
}
