package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class FleetUnitsTest {
    private static final String MACHINE = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";
    private static final String OPTIONS = "[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/bin/true\"}]";
    private static final String OTHER_OPTIONS =
            "[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/bin/false\"}]";

    @Inject
    FakeCluster cluster;

    @BeforeEach
    void empty() {
        cluster.clear();
    }

    private static Response put(String name, String body) {
        return given().contentType("application/json").body(body).put("/fleet/v1/units/" + name);
    }

    private static void assertRefused(Response answer, int status, String message) {
        answer.then()
                .statusCode(status)
                .contentType(startsWith("application/json"))
                .body("error.code", equalTo(status))
                .body("error.message", containsString(message));
    }

    @Test
    void anEmptyClusterHasAnEmptyList() {
        when().get("/fleet/v1/units")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .header("Server", startsWith("fleetd/1.0.0"))
                .body("units", hasSize(0))
                .body("nextPageToken", nullValue());
    }

    @Test
    void aUnitIsShownWithItsStatesAndItsMachine() {
        cluster.machine(MACHINE, "172.18.1.2", Map.of());
        cluster.unit("apache@1.service", "Unit.Description=Apache", "Service.ExecStart=/bin/sh -c \"a\"");
        cluster.place("apache@1.service", MACHINE, "new unit");
        cluster.state("apache@1.service", MACHINE, "active", "running");

        when().get("/fleet/v1/units/apache@1.service?alt=json")
                .then()
                .statusCode(200)
                .body("name", is("apache@1.service"))
                .body("desiredState", is("launched"))
                .body("currentState", is("launched"))
                .body("machineID", is(MACHINE))
                .body("options", hasSize(2))
                .body("options[1].section", is("Service"))
                .body("options[1].name", is("ExecStart"))
                .body("options[1].value", is("/bin/sh -c \"a\""));
    }

    @Test
    void aNameMayBeEscapedInTheUrl() {
        cluster.unit("apache@1.service");
        given().urlEncodingEnabled(false)
                .get("/fleet/v1/units/apache%401.service")
                .then()
                .statusCode(200)
                .body("name", is("apache@1.service"));
    }

    @Test
    void aUnitThatIsPlacedNowhereHasNoMachine() {
        cluster.unit("a.service", DesiredState.INACTIVE);
        when().get("/fleet/v1/units/a.service")
                .then()
                .body("machineID", nullValue())
                .body("currentState", is("inactive"))
                .body("desiredState", is("inactive"));
    }

    @Test
    void aGlobalUnitHasNoCurrentStateOfItsOwn() {
        cluster.unit("glob.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        when().get("/fleet/v1/units/glob.service")
                .then()
                .body("currentState", nullValue())
                .body("machineID", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch.service", "noextension", "x.nosuchtype"})
    void aUnitThatDoesNotExistIsNotFound(String name) {
        assertRefused(when().get("/fleet/v1/units/" + name), 404, "unit does not exist");
        assertRefused(when().delete("/fleet/v1/units/" + name), 404, "unit does not exist");
    }

    @Test
    void aNewUnitIsCreatedAndSeenAtOnce() {
        Response answer = put("a.service", "{\"desiredState\":\"launched\",\"options\":" + OPTIONS + "}");
        answer.then().statusCode(201).body(emptyString());
        when().get("/fleet/v1/units/a.service").then().statusCode(200).body("desiredState", is("launched"));
    }

    @Test
    void aNewUnitWithoutADesiredStateIsInactive() {
        put("a.service", "{\"options\":" + OPTIONS + "}").then().statusCode(201);
        when().get("/fleet/v1/units/a.service").then().body("desiredState", is("inactive"));
    }

    @Test
    void aKnownUnitsDesiredStateIsSet() {
        cluster.unit("a.service", DesiredState.INACTIVE);
        put("a.service", "{\"desiredState\":\"loaded\"}").then().statusCode(204).body(emptyString());
        when().get("/fleet/v1/units/a.service").then().body("desiredState", is("loaded"));
        put("a.service", "{\"desiredState\":\"launched\",\"options\":" + OPTIONS + ",\"name\":\"a.service\"}")
                .then()
                .statusCode(204);
        put("a.service", "{\"desiredState\":\"launched\"}").then().statusCode(204);
        when().get("/fleet/v1/units/a.service").then().body("desiredState", is("launched"));
    }

    @Test
    void otherOptionsAreANewVersion() {
        cluster.unit("a.service", DesiredState.INACTIVE);
        put("a.service", "{\"desiredState\":\"inactive\",\"options\":" + OTHER_OPTIONS + "}")
                .then()
                .statusCode(201);
        when().get("/fleet/v1/units/a.service").then().body("options[0].value", is("/bin/false"));
    }

    @Test
    void anUnknownUnitWithoutOptionsIsAConflict() {
        assertRefused(put("a.service", "{}"), 409, "unit does not exist and options field empty");
        assertRefused(
                put("a.service", "{\"desiredState\":\"launched\"}"),
                409,
                "unit does not exist and options field empty");
        assertRefused(
                put("a.service", "{\"desiredState\":\"launched\",\"options\":[]}"),
                409,
                "unit does not exist and options field empty");
    }

    @Test
    void aKnownUnitWithoutADesiredStateIsAConflict() {
        cluster.unit("a.service");
        assertRefused(put("a.service", "{}"), 409, "must provide DesiredState to update existing unit");
        assertRefused(
                put("a.service", "{\"options\":" + OTHER_OPTIONS + "}"),
                409,
                "must provide DesiredState to update existing unit");
    }

    @Test
    void theBodysNameMustBeTheUrls() {
        assertRefused(
                put("a.service", "{\"name\":\"b.service\",\"desiredState\":\"launched\",\"options\":" + OPTIONS + "}"),
                400,
                "name in URL \"a.service\" differs from unit name in request body \"b.service\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"noextension", "@.service", "x.nosuchtype", "sp ace.service", "a%2Fb.service", "..%2Fx.service"})
    void aBadNameIsRefused(String name) {
        given().urlEncodingEnabled(!name.contains("%"))
                .contentType("application/json")
                .body("{\"desiredState\":\"inactive\",\"options\":" + OPTIONS + "}")
                .put("/fleet/v1/units/" + name)
                .then()
                .statusCode(400)
                .body("error.code", is(400))
                .body("error.message", not(emptyString()));
        when().get("/fleet/v1/units").then().body("units", hasSize(0));
    }

    @Test
    void aBadStateIsRefused() {
        assertRefused(
                put("a.service", "{\"desiredState\":\"running\",\"options\":" + OPTIONS + "}"), 400, "\"running\"");
    }

    @Test
    void badOptionsAreRefusedAndNamed() {
        assertRefused(
                put(
                        "a.service",
                        "{\"desiredState\":\"inactive\",\"options\":[{\"section\":\"Service\",\"name\":\"Exec Start\",\"value\":\"x\\ny\"}]}"),
                400,
                "");
        assertRefused(
                put(
                        "a.service",
                        "{\"desiredState\":\"inactive\",\"options\":[{\"section\":\"X-Fleet\",\"name\":\"Global\",\"value\":\"true\"},"
                                + "{\"section\":\"X-Fleet\",\"name\":\"MachineOf\",\"value\":\"b.service\"}]}"),
                400,
                "Global");
    }

    @Test
    void aTemplateIsNotActivated() {
        assertRefused(
                put("t@.service", "{\"desiredState\":\"launched\",\"options\":" + OPTIONS + "}"),
                400,
                "cannot activate template \"t@.service\"");
        put("t@.service", "{\"desiredState\":\"inactive\",\"options\":" + OPTIONS + "}")
                .then()
                .statusCode(201);
        assertRefused(
                put("t@.service", "{\"desiredState\":\"loaded\"}"), 400, "cannot activate template \"t@.service\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"desiredState":    | unable to decode body
                    ''                  | unable to decode body
                    nonsense            | unable to decode body
                    [1]                 | must be an object
                    {"desiredState":7}  | desiredState must be a text
                    {"options":{}}      | options must be a list
                    {"options":[7]}     | options[0] must be an object
                    {"options":[{"value":7}]} | options[0].value must be a text
                    """)
    void malformedBodiesAreRefusedWithThePlace(String body, String message) {
        assertRefused(put("a.service", body), 400, message);
    }

    @Test
    void malformedJsonNamesLineAndColumn() {
        assertRefused(put("a.service", "{\"desiredState\":\n  \"launched\",,}"), 400, "body:2:");
    }

    @Test
    void bodiesAreReadAsGoReadsThem() {
        put(
                        "a.service",
                        "{\"DESIREDSTATE\":\"launched\",\"unknown\":{\"x\":[1]},\"name\":null,\"machineID\":\"x\",\"options\":"
                                + OPTIONS + "} trailing")
                .then()
                .statusCode(201);
        when().get("/fleet/v1/units/a.service").then().body("desiredState", is("launched"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "application/json", "APPLICATION/JSON"})
    void jsonIsTakenInEachSpelling(String type) {
        given().header("Content-Type", type)
                .body("{\"desiredState\":\"inactive\",\"options\":" + OPTIONS + "}")
                .put("/fleet/v1/units/a.service")
                .then()
                .statusCode(201);
    }

    @Test
    void anotherContentTypeIsRefused() {
        given().contentType("text/plain")
                .body("{}")
                .put("/fleet/v1/units/a.service")
                .then()
                .statusCode(415)
                .body("error.code", is(415))
                .body("error.message", is("only acceptable Content-Type is application/json"));
    }

    @Test
    void tooLargeABodyIsRefused() {
        String huge = "{\"desiredState\":\"inactive\",\"options\":[{\"section\":\"A\",\"name\":\"B\",\"value\":\""
                + "x".repeat(3 << 20) + "\"}]}";
        assertRefused(put("a.service", huge), 413, "2 MiB");
    }

    @Test
    void tooLargeAUnitIsRefused() {
        String line = "{\"section\":\"Service\",\"name\":\"Environment\",\"value\":\"" + "x".repeat(1000) + "\"}";
        assertRefused(
                put(
                        "a.service",
                        "{\"desiredState\":\"inactive\",\"options\":[" + (line + ",").repeat(300) + line + "]}"),
                413,
                "262144");
    }

    @Test
    void aUnitIsDestroyedOnce() {
        cluster.unit("a.service");
        when().delete("/fleet/v1/units/a.service").then().statusCode(204).body(emptyString());
        when().get("/fleet/v1/units").then().body("units", hasSize(0));
        assertRefused(when().delete("/fleet/v1/units/a.service"), 404, "unit does not exist");
    }

    @Test
    void listsArePaged() {
        IntStream.range(0, 250).forEach(i -> cluster.unit("u%03d.service".formatted(i), DesiredState.INACTIVE));
        List<String> names = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String token = "";
        do {
            var page = given().queryParams(token.isEmpty() ? Map.of() : Map.of("nextPageToken", token))
                    .get("/fleet/v1/units")
                    .jsonPath();
            List<String> onPage = page.getList("units.name");
            names.addAll(onPage);
            sizes.add(onPage.size());
            token = page.getString("nextPageToken") == null ? "" : page.getString("nextPageToken");
        } while (!token.isEmpty());
        assertThat(sizes).containsExactly(100, 100, 50);
        assertThat(names).hasSize(250).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theSecondPagesTokenIsFleets() {
        IntStream.range(0, 101).forEach(i -> cluster.unit("u%03d.service".formatted(i), DesiredState.INACTIVE));
        when().get("/fleet/v1/units").then().body("nextPageToken", is("ZAACAA=="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nextPageToken=bogus",
                "nextPageToken=",
                "nextPageToken=ZAAAAA==",
                "nextPageToken=FAAJAA==",
                "nextPageToken=%2B%2B%2B%2B",
                "nextPageToken=ZAACAA==&nextPageToken=ZAACAA=="
            })
    void badPageTokensAreRefused(String query) {
        for (String list : List.of("units", "state", "machines")) {
            given().urlEncodingEnabled(false)
                    .get("/fleet/v1/" + list + "?" + query)
                    .then()
                    .statusCode(400)
                    .body("error.code", is(400))
                    .body("error.message", not(emptyString()));
        }
    }

    @Test
    void whoAsksIsKept() {
        given().header("X-Flotilla-User", "bob@desk")
                .contentType(ContentType.JSON)
                .body("{\"desiredState\":\"inactive\",\"options\":" + OPTIONS + "}")
                .put("/fleet/v1/units/a.service");
        assertThat(cluster.lastBy()).isEqualTo("bob@desk");
        when().delete("/fleet/v1/units/a.service");
        assertThat(cluster.lastBy()).isEqualTo("127.0.0.1");
    }

    @Test
    void theOldPrefixIsTheSame() {
        cluster.unit("a.service");
        when().get("/v1-alpha/units/a.service").then().statusCode(200).body("name", is("a.service"));
        when().get("/v1-alpha/units").then().body("units.name", contains("a.service"));
        assertRefused(when().get("/v1-alpha/units/b.service"), 404, "unit does not exist");
        given().contentType("application/json")
                .body("{\"desiredState\":\"loaded\"}")
                .put("/v1-alpha/units/a.service")
                .then()
                .statusCode(204)
                .header("Server", startsWith("fleetd/"));
    }

    @Test
    void aRegistryThatDoesNotAnswerIsSaid() {
        cluster.unit("a.service");
        cluster.fail(new FlotillaError.Unavailable("no registry answered within 5000 ms"));
        Response answer = put("a.service", "{\"desiredState\":\"loaded\"}");
        assertRefused(answer, 503, "no registry answered");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
}
