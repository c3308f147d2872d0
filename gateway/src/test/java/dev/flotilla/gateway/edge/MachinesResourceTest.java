package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.flotilla.client.machine.MetadataPatch;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MachinesResourceTest {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";
    private static final String M2 = "45e8fd5a0b1c4d5e8f9a0b1c2d3e4f50";

    @Inject
    FakeCluster cluster;

    @BeforeEach
    void twoMachines() {
        cluster.clear();
        cluster.machine(M1, "172.18.1.2", Map.of("disk", "hdd"));
        Machine lost = cluster.machine(M2, "172.18.1.3", Map.of());
        cluster.machine(lost.withStatus(MachineStatus.LOST, FakeCluster.NOW), "not heard");
    }

    @Test
    void machinesAreShownWithTheirUnits() {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        cluster.state("a.service", M1, "active", "running");
        cluster.unit("g.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        cluster.unit(
                "other.service",
                "Service.ExecStart=/bin/true",
                "X-Fleet.Global=true",
                "X-Fleet.MachineMetadata=disk=tape");
        cluster.patchMetadata(List.of(new MetadataPatch(new MachineId(M1), "disk", Optional.of("ssd"))), "alice");

        when().get("/v1/machines")
                .then()
                .statusCode(200)
                .body("machines", hasSize(1))
                .body("machines[0].id", is(M1))
                .body("machines[0].status", is("online"))
                .body("machines[0].metadata", is(Map.of("disk", "ssd")))
                .body("machines[0].ownMetadata", is(Map.of("disk", "hdd")))
                .body("machines[0].dynamicMetadata", is(Map.of("disk", "ssd")))
                .body("machines[0].capacity.cpus", is(4.0f))
                .body("machines[0].capacity.memoryBytes", is(8589934592L))
                .body("machines[0].agentEndpoint", is("172.18.1.2:49164"))
                .body("machines[0].agentVersion", is("1.2.3"))
                .body("machines[0].units.name", contains("a.service", "g.service"))
                .body("machines[0].units[0].active", is("active"))
                .body("machines[0].units[0].desiredState", is("launched"))
                .body("machines[0].units[1].global", is(true))
                .body("machines[0].units[1].active", nullValue());
    }

    @Test
    void lostMachinesAreShownOnRequest() {
        when().get("/v1/machines?all=true")
                .then()
                .body("machines.id", contains(M1, M2))
                .body("machines[1].status", is("lost"));
        when().get("/v1/machines/" + M2).then().statusCode(200).body("status", is("lost"));
        when().get("/v1/machines?all=perhaps").then().statusCode(400).body("field", is("all"));
    }

    @Test
    void aMachineIsFoundByTheBeginningOfItsId() {
        when().get("/v1/machines/05c0").then().statusCode(200).body("id", is(M1));
        when().get("/v1/machines/ffff").then().statusCode(404).body("kind", is("not-found"));
        cluster.machine("05c0ffff", "10.0.0.9", Map.of());
        when().get("/v1/machines/05c0").then().statusCode(409).body("detail", is("2 machines' ids begin with 05c0"));
        given().urlEncodingEnabled(false)
                .get("/v1/machines/no%20id")
                .then()
                .statusCode(400)
                .body("kind", is("invalid"));
    }

    @Test
    void aDestroyedUnitIsShownUntilItIsStopped() {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        cluster.state("a.service", M1, "active", "running");
        cluster.destroy(dev.flotilla.model.unit.UnitName.parse("a.service"), "bob");
        when().get("/v1/machines/" + M1)
                .then()
                .body("units.name", contains("a.service"))
                .body("units[0].desiredState", nullValue());
        when().get("/v1/units").then().body("units", hasSize(0));
        when().get("/fleet/v1/state").then().body("states.name", contains("a.service"));
    }

    @Test
    void statesAreListedAndFiltered() {
        cluster.unit("a.service");
        cluster.unit("b.service");
        cluster.state("a.service", M1, "active", "running");
        cluster.state("b.service", M1, "failed", "failed");
        when().get("/v1/states")
                .then()
                .statusCode(200)
                .body("revision", is((int) cluster.revision()))
                .body("states.unit", contains("a.service", "b.service"))
                .body("states[0].observedState", is("launched"));
        when().get("/v1/states?unit=b.service").then().body("states.active", contains("failed"));
        when().get("/v1/states?machine=" + M2).then().body("states", hasSize(0));
        when().get("/v1/states?unit=nonsense").then().statusCode(400).body("field", is("name"));
    }

    @Test
    void theLeadingSchedulerIsNamed() {
        when().get("/v1/leader").then().statusCode(404);
        cluster.leader("scheduler-1", 7);
        when().get("/v1/leader")
                .then()
                .statusCode(200)
                .body("candidate", is("scheduler-1"))
                .body("term", is(7));
    }

    @Test
    void theBrakeIsShownAndReleased() {
        when().get("/v1/brake")
                .then()
                .statusCode(200)
                .body("engaged", is(false))
                .body("since", nullValue());
        cluster.brake(new Brake(true, 7, 12, FakeCluster.NOW, "", 1));
        when().get("/v1/brake")
                .then()
                .body("engaged", is(true))
                .body("lost", is(7))
                .body("total", is(12))
                .body("since", is("2026-11-20T10:00:00Z"));
        given().header("X-Flotilla-User", "bob@desk")
                .post("/v1/brake/release")
                .then()
                .statusCode(200)
                .body("engaged", is(false))
                .body("by", is("bob@desk"));
        assertThat(cluster.lastBy()).isEqualTo("bob@desk");
    }

    @Test
    void healthAndFiguresAreSaid() {
        when().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("registry"));
        cluster.disconnect("127.0.0.1:49152: connection refused");
        when().get("/q/health/ready").then().statusCode(503).body("status", is("DOWN"));
        when().get("/q/health/live").then().statusCode(200);
        cluster.clear();
        when().get("/q/health/ready").then().statusCode(200);
        when().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("flotilla_gateway_connected 1.0"))
                .body(containsString("# HELP flotilla_gateway_revision The store's revision"));
    }

    @Test
    void theApiDescribesItself() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.'/v1/units'.get.summary", is("All units, sorted by name"))
                .body(
                        "paths.'/fleet/v1/units/{name}'.put.summary",
                        is("Creates a unit, replaces it, or sets its desired state"))
                .body("paths.'/v1/events'.get.responses.'200'.content.size()", is(2));
    }

    @Test
    void theIndexSaysWhatThereIs() {
        when().get("/").then().statusCode(200).body(containsString("/fleet/v1/units"));
    }
}
