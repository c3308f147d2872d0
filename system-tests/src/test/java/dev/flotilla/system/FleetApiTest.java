package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** fleet's HTTP API, as its programs know it, of a cluster that really runs the units. */
class FleetApiTest {
    private static final String SLEEP =
            "[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/bin/sleep 1000\"}]";
    private static final String OTHER =
            "[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/bin/sleep 2000\"}]";

    private final LocalCluster cluster = Clusters.embedded();

    private RequestSpecification asked() {
        return given().baseUri(cluster.gateway(""));
    }

    private ValidatableResponse put(String name, String body) {
        return asked().contentType(ContentType.JSON)
                .body(body)
                .put("/fleet/v1/units/" + name)
                .then();
    }

    private static String unit(String desired, String options) {
        return "{\"desiredState\":\"" + desired + "\",\"options\":" + options + "}";
    }

    private static void refused(ValidatableResponse answer, int status, String message) {
        answer.statusCode(status)
                .contentType(ContentType.JSON)
                .header("Server", startsWith("fleetd/"))
                .body("error.code", is(status))
                .body("error.message", containsString(message));
    }

    private void isNotThere(String name) {
        asked().get("/fleet/v1/units/" + name).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fleet/v1", "/v1-alpha"})
    void aUnitsLife(String api) {
        cluster.reset();
        put("a.service", unit("launched", SLEEP)).statusCode(201);
        String machine = cluster.whereActive("a.service");
        eventually().untilAsserted(() -> asked().get(api + "/units/a.service")
                .then()
                .statusCode(200)
                .header("Server", startsWith("fleetd/"))
                .body("name", is("a.service"))
                .body("desiredState", is("launched"))
                .body("currentState", is("launched"))
                .body("machineID", is(machine))
                .body(
                        "options",
                        contains(Map.of("section", "Service", "name", "ExecStart", "value", "/bin/sleep 1000"))));
        asked().get(api + "/state/a.service")
                .then()
                .statusCode(200)
                .body("hash.length()", is(40))
                .body("machineID", is(machine))
                .body("systemdLoadState", is("loaded"))
                .body("systemdActiveState", is("active"))
                .body("systemdSubState", is("running"));

        put("a.service", "{\"desiredState\":\"loaded\"}").statusCode(204);
        eventually().untilAsserted(() -> asked().get(api + "/units/a.service")
                .then()
                .body("currentState", is("loaded"))
                .body("machineID", is(machine)));
        assertThat(cluster.processesOf(machine)).isEmpty();
        put("a.service", unit("loaded", SLEEP)).statusCode(204);
        put("a.service", unit("loaded", OTHER)).statusCode(201);
        asked().get(api + "/units/a.service").then().body("options[0].value", is("/bin/sleep 2000"));

        asked().delete(api + "/units/a.service").then().statusCode(204).body(emptyOrNullString());
        refused(asked().get(api + "/units/a.service").then(), 404, "unit does not exist");
        refused(asked().delete(api + "/units/a.service").then(), 404, "unit does not exist");
        eventually()
                .untilAsserted(
                        () -> refused(asked().get(api + "/state/a.service").then(), 404, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    wrong.service | {"desiredState":"launched"}                         | 409 | unit does not exist and options field empty
                    wrong.service | {"desiredState":"running","options":OPTIONS}        | 400 | running
                    wrong.service | {"name":"b.service","desiredState":"inactive","options":OPTIONS} | 400 | b.service
                    wrong.service | {"desiredState":                                    | 400 | unable to decode body
                    wrong@.service | {"desiredState":"loaded","options":OPTIONS}        | 400 | cannot activate template
                    noextension   | {"desiredState":"inactive","options":OPTIONS}       | 400 | noextension
                    wrong.service | {"desiredState":"inactive","options":[{"section":"X-Fleet","name":"Global","value":"true"},{"section":"X-Fleet","name":"MachineOf","value":"b.service"}]} | 400 | Global
                    """)
    void whatIsWrongIsRefusedAndLeavesNothing(String name, String body, int status, String message) {
        refused(put(name, body.replace("OPTIONS", SLEEP)), status, message);
        isNotThere(name);
    }

    @Test
    void aKnownUnitNeedsADesiredState() {
        cluster.reset();
        put("a.service", unit("inactive", SLEEP)).statusCode(201);
        refused(put("a.service", "{\"options\":" + OTHER + "}"), 409, "");
        asked().get("/fleet/v1/units/a.service").then().body("options[0].value", is("/bin/sleep 1000"));
    }

    @Test
    void onlyJsonIsTaken() {
        refused(
                asked().contentType("text/plain")
                        .body(unit("inactive", SLEEP))
                        .put("/fleet/v1/units/wrong.service")
                        .then(),
                415,
                "application/json");
        isNotThere("wrong.service");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /fleet/v1, 405",
        "POST, /fleet/v1/units, 405",
        "PATCH, /fleet/v1/units/a.service, 405",
        "DELETE, /fleet/v1/state, 405",
        "PUT, /fleet/v1/machines, 405",
        "POST, /fleet/v1/discovery, 405",
        "GET, /fleet/v1/nosuch, 404",
        "GET, /fleet/v1/units/nosuch.service, 404",
        "GET, /fleet/v1/state/nosuch.service, 404"
    })
    void otherMethodsAndPathsAreRefused(String method, String path, int status) {
        refused(asked().request(method, path).then(), status, "");
    }

    @Test
    void theApiDescribesItself() {
        asked().get("/fleet/v1/discovery").then().statusCode(200).body("id", is("fleet:v1"));
    }

    @Test
    void statesAreFilteredAndAGlobalUnitHasOneForEachMachine() {
        cluster.reset();
        List<String> machines = List.copyOf(cluster.machines().values());
        put(
                        "everywhere.service",
                        unit(
                                "launched",
                                SLEEP.replace(
                                        "]", ",{\"section\":\"X-Fleet\",\"name\":\"Global\",\"value\":\"true\"}]")))
                .statusCode(201);
        put("once.service", unit("launched", SLEEP)).statusCode(201);
        String where = cluster.whereActive("once.service");
        eventually().untilAsserted(() -> assertThat(states("unitName=everywhere.service", "machineID"))
                .containsExactlyInAnyOrderElementsOf(machines));
        assertThat(states("machineID=" + where, "name")).containsExactly("everywhere.service", "once.service");
        assertThat(states("machineID=" + where + "&unitName=once.service", "name"))
                .containsExactly("once.service");
        assertThat(states("unitName=nosuch.service", "name")).isEmpty();
    }

    private List<String> states(String query, String field) {
        return asked().get("/fleet/v1/state?" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("states." + field);
    }

    @Test
    void machinesAndTheirMetadata() {
        String id = cluster.machines().get("m2");
        asked().get("/fleet/v1/machines")
                .then()
                .statusCode(200)
                .body("machines.id", hasSize(3))
                .body("machines.primaryIP", everyItem(startsWith("127.0.1.")))
                .body("machines.find { it.id == '" + id + "' }.metadata.host", is("service_02"));
        patch(op("add", id, "host", "\"elsewhere\"")).statusCode(204);
        assertThat(metadata(id)).containsEntry("host", "elsewhere");
        patch(op("replace", id, "host", "{\"value\":\"there\"}")).statusCode(204);
        assertThat(metadata(id)).containsEntry("host", "there");
        refused(patch(op("add", id, "colour", "\"red\"") + "," + op("test", id, "host", "\"x\"")), 400, "");
        refused(patch("{\"op\":\"add\",\"path\":\"/nowhere\",\"value\":\"x\"}"), 400, "");
        assertThat(metadata(id)).doesNotContainKey("colour").containsEntry("host", "there");
        patch(op("remove", id, "host", "null")).statusCode(204);
        assertThat(metadata(id)).containsEntry("host", "service_02");
    }

    private static String op(String op, String machine, String key, String value) {
        return "{\"op\":\"%s\",\"path\":\"/%s/metadata/%s\",\"value\":%s}".formatted(op, machine, key, value);
    }

    private ValidatableResponse patch(String operations) {
        return asked().contentType(ContentType.JSON)
                .body("[" + operations + "]")
                .patch("/fleet/v1/machines")
                .then();
    }

    private Map<String, String> metadata(String machine) {
        return asked().get("/fleet/v1/machines")
                .jsonPath()
                .getMap("machines.find { it.id == '" + machine + "' }.metadata");
    }

    @Test
    void listsComeInPagesOfAHundred() {
        cluster.reset();
        IntStream.range(0, 201).parallel().forEach(i -> put("u%03d.service".formatted(i), unit("inactive", SLEEP))
                .statusCode(201));
        List<String> names = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String token = "";
        do {
            var page = asked().queryParams(token.isEmpty() ? Map.of() : Map.of("nextPageToken", token))
                    .get("/fleet/v1/units")
                    .jsonPath();
            List<String> onPage = page.getList("units.name");
            sizes.add(onPage.size());
            names.addAll(onPage);
            token = page.getString("nextPageToken") == null ? "" : page.getString("nextPageToken");
        } while (!token.isEmpty());
        assertThat(sizes).containsExactly(100, 100, 1);
        assertThat(names).hasSize(201).isSorted().doesNotHaveDuplicates();
    }

    /** Nonsense, page 0, another limit, and two at once. */
    @ParameterizedTest
    @ValueSource(strings = {"bogus", "ZAAAAA==", "FAAJAA==", "ZAACAA==&nextPageToken=ZAACAA=="})
    void badPageTokensAreRefused(String token) {
        for (String list : List.of("units", "state", "machines")) {
            asked().urlEncodingEnabled(false)
                    .get("/fleet/v1/" + list + "?nextPageToken=" + token)
                    .then()
                    .statusCode(400)
                    .body("error.message", not(emptyOrNullString()));
        }
    }
}
