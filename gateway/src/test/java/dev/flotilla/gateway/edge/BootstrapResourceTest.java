package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.gateway.bootstrap.FakeMembers;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new machine is given, and what it is not. */
@QuarkusTest
class BootstrapResourceTest {
    private static final String WORKER = "/v1/bootstrap/cloud-config?role=worker&metadata=disk=ssd,host=service_01";

    @Inject
    FakeMembers members;

    @BeforeEach
    void threeReplicas() {
        members.describedAs(new ClusterDescription(
                List.of("10.0.0.1:49152", "10.0.0.2:49152", "127.0.0.1:49152"), List.of("http://10.0.0.1:2379"), true));
    }

    private String token() {
        return given().body("{\"maxUses\": 2, \"note\": \"rack 7\"}")
                .header("X-Flotilla-User", "alice@desk")
                .post("/v1/join-tokens")
                .then()
                .statusCode(201)
                .header("Cache-Control", is("no-store"))
                .body("token", matchesPattern("[a-z2-7]{8}\\.[a-z2-7]{32}"))
                .body("standing", is("good"))
                .body("createdBy", is("alice@desk"))
                .extract()
                .path("token");
    }

    @Test
    void aWorkersUserDataHoldsTheClustersAddressesAndItsToken() {
        String token = token();
        given().header("Authorization", "Bearer " + token)
                .get(WORKER)
                .then()
                .statusCode(200)
                .header("Cache-Control", is("no-store"))
                .contentType("text/cloud-config")
                .body(startsWith("#cloud-config\n"))
                .body(containsString("FLOTILLA_AGENT_REGISTRY=10.0.0.1:49152,10.0.0.2:49152\""))
                .body(containsString("FLOTILLA_AGENT_METADATA=disk=ssd,host=service_01"))
                .body(containsString("FLOTILLA_AGENT_JOIN_TOKEN=" + token))
                .body(not(containsString("ETCD_")));
        given().queryParam("join_token", token)
                .get("/v1/bootstrap/ignition?role=worker&etcd_proxy=true")
                .then()
                .statusCode(200)
                .contentType("application/vnd.coreos.ignition+json")
                .body("ignition.version", is("3.3.0"));
    }

    @Test
    void withoutAGoodTokenThereIsNone() {
        when().get(WORKER).then().statusCode(400).body("field", is("join_token"));
        given().header("Authorization", "Bearer aaaaaaaa." + "b".repeat(32))
                .get(WORKER)
                .then()
                .statusCode(403);
        given().header("Authorization", "Bearer nonsense").get(WORKER).then().statusCode(400);
    }

    @Test
    void whatMakesNoSenseNamesTheParameter() {
        when().get("/v1/bootstrap/cloud-config").then().statusCode(400).body("field", is("role"));
        when().get("/v1/bootstrap/cloud-config?role=single").then().statusCode(400);
        when().get("/v1/bootstrap/cloud-config?role=central")
                .then()
                .statusCode(400)
                .body("detail", containsString("how etcd's members find each other"));
        given().header("Authorization", "Bearer " + token())
                .get("/v1/bootstrap/cloud-config?role=worker&metadata=disk")
                .then()
                .statusCode(400);
    }

    @Test
    void aClusterThatOnlyListensOnItsOwnMachineSaysSo() {
        members.describedAs(new ClusterDescription(List.of("127.0.0.1:49152"), List.of(), false));
        when().get(WORKER).then().statusCode(409).body("detail", containsString("flotilla.gateway.bootstrap.registry"));
    }

    @Test
    void tokensAreListedWithoutTheirSecretsAndRevoked() {
        String token = token();
        String id = token.substring(0, 8);
        when().get("/v1/join-tokens")
                .then()
                .statusCode(200)
                .body("tokens.id", hasItem(id))
                .body("tokens.find { it.id == '" + id + "' }.token", nullValue())
                .body("tokens.find { it.id == '" + id + "' }.maxUses", is(2));
        when().delete("/v1/join-tokens/" + id).then().statusCode(204);
        when().delete("/v1/join-tokens/" + id).then().statusCode(404);
        given().body("{\"maxUses\": -1}")
                .post("/v1/join-tokens")
                .then()
                .statusCode(400)
                .body("field", is("maxUses"));
        given().body("{\"expiresInSeconds\": 1}").post("/v1/join-tokens").then().statusCode(400);
    }

    @Test
    void aCloudConfigIsValidated() {
        given().body("#cloud-config\ncoreos:\n  update:\n    reboot-strategy: sometimes\n")
                .contentType("text/plain")
                .post("/v1/cloud-config/validate")
                .then()
                .statusCode(200)
                .body("applicable", is(false))
                .body("findings.line", contains(4))
                .body("findings[0].severity", is("error"))
                .body("findings[0].path", is("coreos.update.reboot-strategy"));
        given().body("#cloud-config\ncoreos:\n  update:\n    reboot-strategy: sometimes\n")
                .post("/v1/cloud-config/validate?format=coreos")
                .then()
                .statusCode(200)
                .body(is("line 4: error: invalid value sometimes\n"));
        given().body("#cloud-config\nhostname: m1\n")
                .post("/v1/cloud-config/validate")
                .then()
                .body("applicable", is(true))
                .body("findings.size()", is(0));
        given().body("x").post("/v1/cloud-config/validate?format=xml").then().statusCode(400);
    }
}
