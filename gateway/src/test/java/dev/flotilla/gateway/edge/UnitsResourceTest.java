package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Candidate;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.placement.Rejection;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.UnitName;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UnitsResourceTest {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";
    private static final String M2 = "45e8fd5a0b1c4d5e8f9a0b1c2d3e4f50";
    private static final String FILE = "[Service]\nExecStart=/bin/true\n";

    @Inject
    FakeCluster cluster;

    @BeforeEach
    void twoMachines() {
        cluster.clear();
        cluster.machine(M1, "172.18.1.2", Map.of());
        cluster.machine(M2, "172.18.1.3", Map.of());
    }

    @Test
    void unitsAreShownWithAllThatIsKnown() {
        cluster.unit("a.service", "Unit.Description=A thing", "Service.ExecStart=/bin/true");
        cluster.place("a.service", M1, "new unit");
        cluster.state("a.service", M1, "active", "running");
        cluster.unit("b.service");
        cluster.waiting("b.service", "0 of 2 machines: 2 conflict with a.service");
        cluster.unit("t@.service", DesiredState.INACTIVE);

        when().get("/v1/units")
                .then()
                .statusCode(200)
                .body("revision", is((int) cluster.revision()))
                .body("units.name", contains("a.service", "b.service", "t@.service"))
                .body("units[0].description", is("A thing"))
                .body("units[0].hash.length()", is(40))
                .body("units[0].desiredState", is("launched"))
                .body("units[0].currentState", is("launched"))
                .body("units[0].machineID", is(M1))
                .body("units[0].placement.summary", is("fewest units of 3 machines"))
                .body("units[0].placement.term", is(7))
                .body("units[0].states[0].active", is("active"))
                .body("units[0].states[0].since", is("2026-11-20T10:00:00Z"))
                .body("units[0].changedBy", is("alice@laptop"))
                .body("units[0].pending", nullValue())
                .body("units[0].options", nullValue())
                .body("units[1].pending.reason", is("0 of 2 machines: 2 conflict with a.service"))
                .body("units[1].machineID", nullValue())
                .body("units[1].currentState", is("inactive"))
                .body("units[2].template", is(true));
        when().get("/v1/units?options=true").then().body("units[0].options[1].value", is("/bin/true"));
    }

    @Test
    void aGlobalUnitsCurrentStateIsTheLeastOfItsMachines() {
        cluster.unit("g.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        when().get("/v1/units/g.service")
                .then()
                .body("currentState", is("inactive"))
                .body("global", is(true));
        cluster.state("g.service", M1, "active", "running");
        cluster.state("g.service", M2, "failed", "failed");
        when().get("/v1/units/g.service")
                .then()
                .body("currentState", is("launched"))
                .body("states.machineID", contains(M1, M2))
                .body("options", hasSize(2));
    }

    @Test
    void aUnitFileDoesNotUndoAStopOfTheSameMoment() {
        cluster.unit("a.service");
        cluster.meanwhile(() -> cluster.unit("a.service", DesiredState.LOADED));
        given().contentType("text/plain")
                .body("[Service]\nExecStart=/bin/false\n")
                .put("/v1/units/a.service")
                .then()
                .statusCode(201)
                .body("outcome", is("replaced"));
        when().get("/v1/units/a.service").then().body("desiredState", is("loaded"));
    }

    @Test
    void whatIsNotThereIsAProblem() {
        when().get("/v1/units/nosuch.service")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", is("urn:flotilla:error:not-found"))
                .body("title", is("Not Found"))
                .body("status", is(404))
                .body("kind", is("not-found"))
                .body("detail", is("unit nosuch.service does not exist"));
        when().get("/v1/nosuch")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("kind", is("not-found"));
        when().get("/nosuch").then().statusCode(404).contentType("application/problem+json");
        when().post("/v1/units")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("kind", is("method-not-allowed"))
                .header("Allow", is("GET"));
    }

    @Test
    void aUnitFileIsPutAsItIs() {
        given().contentType("text/plain")
                .header("X-Flotilla-User", "bob@desk")
                .body(FILE)
                .put("/v1/units/a.service?desiredState=launched")
                .then()
                .statusCode(201)
                .body("name", is("a.service"))
                .body("outcome", is("created"))
                .body("revision", is((int) cluster.revision()));
        assertThat(cluster.lastBy()).isEqualTo("bob@desk");
        given().contentType("text/plain")
                .body(FILE + "Restart=always\n")
                .put("/v1/units/a.service")
                .then()
                .statusCode(201)
                .body("outcome", is("replaced"));
        when().get("/v1/units/a.service")
                .then()
                .body("desiredState", is("launched"))
                .body("options.name", contains("ExecStart", "Restart"));
        given().contentType("text/plain")
                .body(FILE + "Restart=always\n")
                .put("/v1/units/a.service")
                .then()
                .statusCode(200)
                .body("outcome", is("unchanged"));
    }

    @Test
    void aUnitIsPutAsJson() {
        given().contentType("application/json")
                .body(Map.of("desiredState", "loaded", "content", FILE))
                .put("/v1/units/a.service")
                .then()
                .statusCode(201)
                .body("outcome", is("created"));
        given().contentType("application/json")
                .body(Map.of("desiredState", "launched"))
                .put("/v1/units/a.service")
                .then()
                .statusCode(200)
                .body("outcome", is("changed"));
        when().get("/v1/units/a.service")
                .then()
                .body("desiredState", is("launched"))
                .body("options", hasSize(1));
    }

    @Test
    void aRevisionCanBeExpected() {
        long revision = cluster.unit("a.service", DesiredState.INACTIVE).revision();
        given().contentType("application/json")
                .header("If-Match", "\"" + (revision - 1) + "\"")
                .body("{\"desiredState\":\"launched\"}")
                .put("/v1/units/a.service")
                .then()
                .statusCode(409)
                .body("kind", is("conflict"));
        given().contentType("application/json")
                .header("If-Match", "\"" + revision + "\"")
                .body("{\"desiredState\":\"launched\"}")
                .put("/v1/units/a.service")
                .then()
                .statusCode(200);
        given().contentType("application/json")
                .header("If-Match", "yesterday")
                .body("{\"desiredState\":\"launched\"}")
                .put("/v1/units/a.service")
                .then()
                .statusCode(400)
                .body("field", is("If-Match"));
    }

    /** Quoted as the draft of the header says, or not. */
    @ParameterizedTest
    @CsvSource({"'\"call-7\"',/v1", "call-7,/v1", "'\"call-7\"',/fleet/v1"})
    void aRequestThatIsRepeatedSaysSo(String header, String api) {
        cluster.unit("a.service", DesiredState.INACTIVE);
        given().contentType("application/json")
                .header("Idempotency-Key", header)
                .body("{\"desiredState\":\"launched\"}")
                .put(api + "/units/a.service")
                .then()
                .statusCode(api.equals("/v1") ? 200 : 204);
        assertThat(cluster.lastId()).contains(new RequestId("call-7"));
        given().contentType("text/plain")
                .header("Idempotency-Key", "call-8")
                .body("[Service]\nExecStart=/bin/false\n")
                .put("/v1/units/a.service")
                .then()
                .statusCode(201);
        assertThat(cluster.lastId()).contains(new RequestId("call-8"));
        given().contentType("application/json")
                .header("Idempotency-Key", "two words")
                .body("{\"desiredState\":\"loaded\"}")
                .put(api + "/units/a.service")
                .then()
                .statusCode(400);
        assertThat(cluster.lastId()).contains(new RequestId("call-8"));
    }

    @Test
    void aBrokenUnitFileIsRefusedWithThePlace() {
        given().contentType("text/plain")
                .body("[Service]\nExecStart=/bin/true\nthis is no option\n")
                .put("/v1/units/a.service")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("kind", is("invalid"))
                .body("detail", startsWith("a.service:3:"))
                .body("position.source", is("a.service"))
                .body("position.line", is(3));
        given().contentType("text/plain")
                .body("[Service]\nExecStart=/bin/true\n[X-Fleet]\nMachineOff=x\n")
                .put("/v1/units/a.service")
                .then()
                .statusCode(400)
                .body("position.line", is(4))
                .body("detail", containsString("MachineOff"));
        when().get("/v1/units").then().body("units", hasSize(0));
    }

    @Test
    void otherContentTypesAreNotTaken() {
        given().contentType("application/xml")
                .body("<unit/>")
                .put("/v1/units/a.service")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("kind", is("unsupported-media-type"));
    }

    @Test
    void aUnitIsDestroyed() {
        cluster.unit("a.service");
        when().delete("/v1/units/a.service")
                .then()
                .statusCode(200)
                .body("outcome", is("destroyed"))
                .body("revision", is((int) cluster.revision()));
        when().delete("/v1/units/a.service").then().statusCode(404).body("kind", is("not-found"));
    }

    @Test
    void aUnitFileIsVerifiedAndNothingChanges() {
        given().urlEncodingEnabled(false)
                .contentType("text/plain")
                .body(FILE)
                .post("/v1/units:verify?name=a.service")
                .then()
                .statusCode(200)
                .body("valid", is(true))
                .body("name", is("a.service"))
                .body("hash.length()", is(40))
                .body("errors", hasSize(0));
        when().get("/v1/units").then().body("units", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a.service | [Service]~no option                         | 2
                    a.service | ExecStart=/bin/true                         | 1
                    a.service | [X-Fleet]~Global=true~MachineOf=b.service   | 0
                    a.service | ''                                          | 0
                    nonsense  | [Service]~ExecStart=/bin/true               | 0
                    """)
    void verifyingSaysWhatIsWrongAndWhere(String name, String file, int line) {
        var answer = given().urlEncodingEnabled(false)
                .contentType("text/plain")
                .body(file.replace('~', '\n'))
                .post("/v1/units:verify?name=" + name)
                .then()
                .statusCode(200)
                .body("valid", is(false))
                .body("hash", nullValue())
                .body("errors", hasSize(1))
                .body("errors[0].message", not(is("")));
        if (line > 0) {
            answer.body("errors[0].position.line", is(line));
        }
    }

    /** Also what cannot say its name. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "7", "{\"name\": 7}", "[]"})
    void verifyingSaysWhatIsWrongWithTheJson(String body) {
        given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body(body)
                .post("/v1/units:verify")
                .then()
                .statusCode(200)
                .body("valid", is(false))
                .body("errors", hasSize(1));
    }

    @Test
    void verifyingTakesJson() {
        given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body(Map.of("name", "a.service", "content", "[Service]\nbroken\n"))
                .post("/v1/units:verify")
                .then()
                .statusCode(200)
                .body("valid", is(false))
                .body("errors[0].position.line", is(2));
    }

    @Test
    void aUnitIsExplained() {
        cluster.unit("a.service");
        var reasons = new Explanation(
                "0 of 3 machines: 3 conflict with b.service",
                3,
                1,
                List.of(new Rejection("conflicts with b.service", 3, List.of(new MachineId(M1)))),
                List.of(new Candidate(new MachineId(M2), 1.5, Map.of("fewest-units", 1.5))));
        UnitName name = UnitName.parse("a.service");
        cluster.explain(
                "a.service",
                new UnitExplanation(
                        Optional.of(new Placement(name, new MachineId(M2), 7, reasons, FakeCluster.NOW, 5)),
                        Optional.of(new Pending(name, reasons, FakeCluster.NOW, 6)),
                        List.of(
                                new UnitExplanation.Verdict(new MachineId(M1), true, ""),
                                new UnitExplanation.Verdict(new MachineId(M2), false, "lacks disk=ssd")),
                        "it waits"));
        cluster.unit("a.service");
        cluster.state("a.service", M2, "failed", "failed");
        when().get("/v1/units/a.service/explain")
                .then()
                .statusCode(200)
                .body("states.machineID", contains(M2))
                .body("states[0].active", is("failed"))
                .body("unit", is("a.service"))
                .body("summary", is("it waits"))
                .body("placement.machineID", is(M2))
                .body("placement.explanation.candidates[0].scores.'fewest-units'", is(1.5f))
                .body("pending.explanation.summary", is("0 of 3 machines: 3 conflict with b.service"))
                .body("pending.explanation.rejections[0].reason", is("conflicts with b.service"))
                .body("pending.explanation.rejections[0].machines", is(3))
                .body("pending.explanation.rejections[0].examples", contains(M1))
                .body("verdicts.eligible", contains(true, false))
                .body("verdicts[0].reason", nullValue())
                .body("verdicts[1].reason", is("lacks disk=ssd"));
        when().get("/v1/units/nosuch.service/explain").then().statusCode(404);
    }

    @Test
    void statusIsTextAsSystemctlPrintsIt() {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        cluster.state("a.service", M1, "active", "running");
        given().get("/v1/units/a.service/status?lines=5")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain"))
                .body(is("● a.service\n   Active: active (running), 5 lines\n"));
    }

    @Test
    void statusOfSeveralMachinesTellsThemApart() {
        cluster.unit("g.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        cluster.state("g.service", M1, "active", "running");
        cluster.state("g.service", M2, "failed", "failed");
        cluster.deafen(M2, new FlotillaError.Unavailable("the agent does not answer"));
        given().accept("application/json")
                .get("/v1/units/g.service/status")
                .then()
                .statusCode(200)
                .body("unit", is("g.service"))
                .body("machines.machineID", contains(M1, M2))
                .body("machines[0].exitStatus", is(0))
                .body("machines[0].text", containsString("active (running), 10 lines"))
                .body("machines[1].error", is("the agent does not answer"))
                .body("machines[1].text", nullValue())
                .body("machines[1].state.active", is("failed"));
        given().accept("text/plain")
                .get("/v1/units/g.service/status")
                .then()
                .body(containsString("==> " + M1 + " <==\n● g.service"))
                .body(containsString("==> " + M2 + " <==\nmachine " + M2 + " could not be asked: the agent"));
        given().accept("application/json")
                .get("/v1/units/g.service/status?machine=05c0472b...")
                .then()
                .body("machines.machineID", contains(M1));
    }

    @Test
    void statusOfAUnitThatIsNowhereSaysWhy() {
        cluster.unit("a.service");
        cluster.waiting("a.service", "0 of 2 machines: 2 lack disk=ssd");
        when().get("/v1/units/a.service/status")
                .then()
                .statusCode(409)
                .body("detail", is("unit a.service is on no machine: 0 of 2 machines: 2 lack disk=ssd"));
        when().get("/v1/units/nosuch.service/status").then().statusCode(404);
        cluster.place("a.service", M1, "");
        when().get("/v1/units/a.service/status?lines=some")
                .then()
                .statusCode(400)
                .body("field", is("lines"));
        when().get("/v1/units/a.service/status?machine=" + M2).then().statusCode(409);
    }
}
