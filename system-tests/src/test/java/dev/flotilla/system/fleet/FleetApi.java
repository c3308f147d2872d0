package dev.flotilla.system.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** fleet's HTTP API and ours, through the gateways: the next one is asked when one does not answer at all. */
public final class FleetApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Integer> UNAVAILABLE = Set.of(502, 503, 504);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<URI> gateways;

    FleetApi(List<URI> gateways) {
        this.gateways = List.copyOf(gateways);
    }

    /** GET of a path, from {@code /fleet/v1} or {@code /v1}. */
    public HttpResponse<String> get(String path) {
        return send(path, HttpRequest.newBuilder().GET());
    }

    /** GET that must be answered with 200. */
    public JsonNode getJson(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    /** PUT of a unit: its content is given line by line as {@code Section.Name=value}. */
    public HttpResponse<String> put(String name, String desiredState, String... options) {
        var body = JSON.createObjectNode().put("desiredState", desiredState);
        var array = body.putArray("options");
        for (String option : options) {
            String[] parts = option.split("[.=]", 3);
            array.addObject().put("section", parts[0]).put("name", parts[1]).put("value", parts[2]);
        }
        return send(
                "/fleet/v1/units/" + name,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body.toString())));
    }

    /**
     * The same; anything but created or changed is an error, but for 503: who is told to come again does so for a while, as services
     * that have just been started on a busy box have their first answer late.
     */
    public void launch(String name, String... options) {
        var answer = Fleet.eventually(name + " is taken or refused")
                .until(() -> put(name, "launched", options), any -> any.statusCode() != 503);
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, 204);
    }

    public HttpResponse<String> delete(String name) {
        return send("/fleet/v1/units/" + name, HttpRequest.newBuilder().DELETE());
    }

    /** PATCH of a machine's dynamic metadata; {@code op} is add, replace or remove. */
    public void metadata(String op, String machineId, String key, String value) {
        String body = JSON.createArrayNode()
                .add(JSON.createObjectNode()
                        .put("op", op)
                        .put("path", "/" + machineId + "/metadata/" + key)
                        .put("value", value))
                .toString();
        var answer = send(
                "/fleet/v1/machines",
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    /** Every state that any machine reports. */
    public List<JsonNode> states() {
        var states = new ArrayList<JsonNode>();
        String next = "";
        do {
            JsonNode page = getJson("/fleet/v1/state" + (next.isEmpty() ? "" : "?nextPageToken=" + next));
            page.path("states").forEach(states::add);
            next = page.path("nextPageToken").asText("");
        } while (!next.isEmpty());
        return states;
    }

    /** The ids of the machines where a unit is active, by unit. */
    public Map<String, List<String>> active() {
        var active = new TreeMap<String, List<String>>();
        for (JsonNode state : states()) {
            if (state.path("systemdActiveState").asText().equals("active")) {
                active.computeIfAbsent(state.path("name").asText(), name -> new ArrayList<>())
                        .add(state.path("machineID").asText());
            }
        }
        return active;
    }

    /** The ids of the machines that fleet's API lists: those that are there. */
    public List<String> machines() {
        return StreamSupport.stream(
                        getJson("/fleet/v1/machines").path("machines").spliterator(), false)
                .map(machine -> machine.path("id").asText())
                .toList();
    }

    /** The names of all units. */
    public List<String> units() {
        var names = new ArrayList<String>();
        String next = "";
        do {
            JsonNode page = getJson("/fleet/v1/units" + (next.isEmpty() ? "" : "?nextPageToken=" + next));
            page.path("units").forEach(unit -> names.add(unit.path("name").asText()));
            next = page.path("nextPageToken").asText("");
        } while (!next.isEmpty());
        return names;
    }

    /**
     * Sends a request to {@code path}: to the next gateway when one does not answer or answers 502, 503 or 504, once around, as the
     * command line does.
     */
    public HttpResponse<String> send(String path, HttpRequest.Builder request) {
        IOException last = null;
        HttpResponse<String> refusal = null;
        for (URI gateway : gateways) {
            try {
                var answer = http.send(
                        request.uri(gateway.resolve(path)).timeout(LIMIT).build(), BodyHandlers.ofString());
                if (!UNAVAILABLE.contains(answer.statusCode())) {
                    return answer;
                }
                refusal = answer;
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        if (refusal != null) {
            return refusal;
        }
        throw new UncheckedIOException("no gateway answers", last);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
