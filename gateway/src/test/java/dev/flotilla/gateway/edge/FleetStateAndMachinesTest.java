package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class FleetStateAndMachinesTest {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";
    private static final String M2 = "45e8fd5a0b1c4d5e8f9a0b1c2d3e4f50";

    @Inject
    FakeCluster cluster;

    @BeforeEach
    void twoMachinesWithUnits() {
        cluster.clear();
        cluster.machine(M1, "172.18.1.2", Map.of("disk", "ssd", "host", "service_02"));
        cluster.machine(M2, "172.18.1.3", Map.of());
        cluster.unit("a.service");
        cluster.unit("glob.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        cluster.state("a.service", M2, "active", "running");
        cluster.state("glob.service", M2, "active", "running");
        cluster.state("glob.service", M1, "failed", "failed");
    }

    @Test
    void statesAreListedByUnitAndMachine() {
        when().get("/fleet/v1/state")
                .then()
                .statusCode(200)
                .body("states.name", contains("a.service", "glob.service", "glob.service"))
                .body("states.machineID", contains(M2, M1, M2))
                .body("states[1].systemdLoadState", is("loaded"))
                .body("states[1].systemdActiveState", is("failed"))
                .body("states[1].systemdSubState", is("failed"))
                .body("states[0].hash.length()", is(40))
                .body("nextPageToken", nullValue());
    }

    @Test
    void statesAreFiltered() {
        when().get("/fleet/v1/state?machineID=" + M2).then().body("states.name", contains("a.service", "glob.service"));
        when().get("/fleet/v1/state?unitName=glob.service").then().body("states.machineID", contains(M1, M2));
        when().get("/fleet/v1/state?unitName=glob.service&machineID=" + M1)
                .then()
                .body("states", hasSize(1));
        when().get("/fleet/v1/state?unitName=nosuch.service")
                .then()
                .statusCode(200)
                .body("states", hasSize(0));
        when().get("/fleet/v1/state?unitName=&machineID=").then().body("states", hasSize(3));
        when().get("/fleet/v1/state?unitName=no%20name").then().statusCode(200).body("states", hasSize(0));
    }

    @Test
    void oneStateIsShown() {
        when().get("/fleet/v1/state/a.service")
                .then()
                .statusCode(200)
                .body("name", is("a.service"))
                .body("machineID", is(M2))
                .body("systemdActiveState", is("active"));
        when().get("/fleet/v1/state/nosuch.service")
                .then()
                .statusCode(404)
                .body("error.message", is("unit state does not exist"));
        when().get("/fleet/v1/state/nonsense").then().statusCode(404).body("error.code", is(404));
    }

    @Test
    void manyStatesArePaged() {
        IntStream.range(0, 120).forEach(i -> {
            cluster.unit("u%03d.service".formatted(i));
            cluster.state("u%03d.service".formatted(i), M1, "active", "running");
        });
        String token = when().get("/fleet/v1/state")
                .then()
                .body("states", hasSize(100))
                .body("nextPageToken", notNullValue())
                .extract()
                .path("nextPageToken");
        given().queryParam("nextPageToken", token)
                .get("/fleet/v1/state")
                .then()
                .body("states", hasSize(23))
                .body("nextPageToken", nullValue());
        given().queryParam("nextPageToken", token)
                .queryParam("machineID", M2)
                .get("/fleet/v1/state")
                .then()
                .body("states", hasSize(0));
    }

    @Test
    void machinesAreListedWithWhatCounts() {
        when().get("/fleet/v1/machines")
                .then()
                .statusCode(200)
                .body("machines.id", contains(M1, M2))
                .body("machines[0].primaryIP", is("172.18.1.2"))
                .body("machines[0].metadata", is(Map.of("disk", "ssd", "host", "service_02")))
                .body("machines[1].metadata", is(Map.of()));
    }

    @Test
    void lostMachinesAreNotListed() {
        Machine machine = cluster.machine(M2, "172.18.1.3", Map.of());
        cluster.machine(machine.withStatus(MachineStatus.LOST, FakeCluster.NOW), "not heard for 6 s");
        when().get("/fleet/v1/machines").then().body("machines.id", contains(M1));
    }

    @Test
    void manyMachinesArePaged() {
        IntStream.range(0, 150).forEach(i -> cluster.machine("%032d".formatted(i), "10.0.0.1", Map.of()));
        String token = when().get("/fleet/v1/machines")
                .then()
                .body("machines", hasSize(100))
                .extract()
                .path("nextPageToken");
        given().queryParam("nextPageToken", token)
                .get("/fleet/v1/machines")
                .then()
                .body("machines", hasSize(52))
                .body("nextPageToken", nullValue());
    }

    private static Response patch(String body) {
        return given().contentType("application/json").body(body).patch("/fleet/v1/machines");
    }

    @Test
    void metadataIsPatchedWithBothFormsOfAValue() {
        patch("[{\"op\":\"add\",\"path\":\"/" + M1 + "/metadata/zone\",\"value\":\"eu\"},"
                        + "{\"op\":\"replace\",\"path\":\"/" + M1 + "/metadata/disk\",\"value\":{\"value\":\"hdd\"}}]")
                .then()
                .statusCode(204)
                .body(emptyString());
        when().get("/fleet/v1/machines")
                .then()
                .body("machines[0].metadata", is(Map.of("disk", "hdd", "host", "service_02", "zone", "eu")));
        patch("[{\"op\":\"remove\",\"path\":\"/" + M1 + "/metadata/disk\"}]")
                .then()
                .statusCode(204);
        when().get("/fleet/v1/machines").then().body("machines[0].metadata.disk", is("ssd"));
    }

    @Test
    void anEmptyPatchChangesNothing() {
        patch("[]").then().statusCode(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [{"op":"move","path":"/m1/metadata/k","value":"v"}]   | invalid op: expect add, remove, or replace
                    [{"path":"/m1/metadata/k","value":"v"}]               | invalid op: expect add, remove, or replace
                    [{"op":"add","path":"/m1/k","value":"v"}]             | machine metadata path invalid
                    [{"op":"add","path":"/m1/metadata/","value":"v"}]     | machine metadata path invalid
                    [{"op":"add","path":"/m1/metadata/a/b","value":"v"}]  | machine metadata path invalid
                    [{"op":"add","path":"/m1/metadata/a b","value":"v"}]  | machine metadata path invalid
                    [{"op":"add","value":"v"}]                            | machine metadata path invalid
                    [{"op":"add","path":"/m1/metadata/k"}]                | invalid value: add and replace require a value
                    [{"op":"add","path":"/m1/metadata/k","value":""}]     | invalid value: add and replace require a value
                    [{"op":"replace","path":"/m1/metadata/k","value":{}}] | invalid value: add and replace require a value
                    [{"op":"add","path":"/m1/metadata/k","value":7}]      | [0].value must be a text
                    [{"op":"add","path":"/m 1/metadata/k","value":"v"}]   | machine id
                    {"op":"add"}                                          | must be a list
                    [7]                                                   | [0] must be an object
                    [                                                     | body:1:
                    """)
    void malformedPatchesAreRefusedWhole(String body, String message) {
        String withGoodOne = body.startsWith("[{")
                ? "[{\"op\":\"add\",\"path\":\"/" + M1 + "/metadata/good\",\"value\":\"1\"}," + body.substring(1)
                : body;
        patch(withGoodOne)
                .then()
                .statusCode(400)
                .body("error.code", is(400))
                .body("error.message", containsString(message.replace("[0].value", "[1].value")));
        when().get("/fleet/v1/machines").then().body("machines[0].metadata.good", nullValue());
    }
}
