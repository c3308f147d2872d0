package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.flotilla.gateway.cluster.FakeCluster;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class FleetRoutingTest {
    @Inject
    FakeCluster cluster;

    @TestHTTPResource("/")
    URI root;

    @BeforeEach
    void empty() {
        cluster.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fleet/v1/",
                "/fleet/v1/nosuch",
                "/fleet/v1/units/",
                "/fleet/v1/units/a.service/",
                "/fleet/v1/units/a.service/b",
                "/fleet/v1/state/",
                "/fleet/v1/state/a.service/b",
                "/fleet/v1/machines/",
                "/fleet/v1/machines/05c0472b",
                "/fleet/v1/discovery/x",
                "/v1-alpha/",
                "/v1-alpha/nosuch"
            })
    void unknownPathsAreNotFoundInTheEnvelope(String path) {
        when().get(path)
                .then()
                .statusCode(404)
                .contentType(startsWith("application/json"))
                .header("Server", startsWith("fleetd/"))
                .body("error.code", equalTo(404))
                .body("error", hasKey("message"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POST   | /fleet/v1/units           | GET
                    DELETE | /fleet/v1/units           | GET
                    PUT    | /fleet/v1/units           | GET
                    HEAD   | /fleet/v1/units           | GET
                    POST   | /fleet/v1/units/a.service | GET, PUT, DELETE
                    PATCH  | /fleet/v1/units/a.service | GET, PUT, DELETE
                    HEAD   | /fleet/v1/units/a.service | GET, PUT, DELETE
                    PUT    | /fleet/v1/state           | GET
                    OPTIONS| /fleet/v1/state           | GET
                    DELETE | /fleet/v1/state/a.service | GET
                    PUT    | /fleet/v1/machines        | GET, PATCH
                    DELETE | /fleet/v1/machines        | GET, PATCH
                    POST   | /fleet/v1/discovery       | GET
                    GET    | /fleet/v1                 | ''
                    POST   | /v1-alpha                 | ''
                    POST   | /v1-alpha/units           | GET
                    """)
    void otherMethodsAreNotAllowed(String method, String path, String allowed) {
        var answer = given().request(method, path);
        answer.then().statusCode(405).header("Allow", is(allowed));
        if (!method.equals("HEAD")) {
            answer.then().contentType(startsWith("application/json")).body("error.code", equalTo(405));
        }
    }

    @Test
    void theDescriptionIsFleets() {
        when().get("/fleet/v1/discovery")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .body("id", is("fleet:v1"))
                .body("basePath", is("/fleet/v1/"))
                .body("resources.Units.methods.Set.httpMethod", is("PUT"))
                .body("resources.UnitState.methods.Get.path", is("state/{unitName}"))
                .body(
                        "schemas.Unit.properties.desiredState.enum",
                        is(java.util.List.of("inactive", "loaded", "launched")));
    }

    @Test
    void anyAcceptIsServedWithJson() {
        given().accept("text/html")
                .get("/fleet/v1/units")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/json"));
        given().accept("text/html")
                .get("/fleet/v1/units/a.service")
                .then()
                .statusCode(404)
                .body("error.code", is(404));
    }

    @Test
    void moreOrLessThanOneContentTypeIsRefused() throws IOException {
        String twice = raw(
                "PUT /fleet/v1/units/a.service HTTP/1.1",
                "Content-Type: application/json",
                "Content-Type: application/json");
        assertThat(twice).startsWith("HTTP/1.1 415").contains("expected 1 Content-Type, got 2");
        String never = raw("PUT /fleet/v1/units/a.service HTTP/1.1");
        assertThat(never).startsWith("HTTP/1.1 415").contains("expected 1 Content-Type, got 0");
        String patch = raw("PATCH /fleet/v1/machines HTTP/1.1");
        assertThat(patch).startsWith("HTTP/1.1 415").contains("expected 1 Content-Type, got 0");
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsBoundedToo() throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            out.write(("PUT /fleet/v1/units/a.service HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 3; i++) {
                out.write(chunk);
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("\"code\":413")
                    .contains("2 MiB");
        }
    }

    private String raw(String... head) throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(10_000);
            String request = String.join("\r\n", head)
                    + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null"
    })
    void changesFromOtherOriginsAreRefused(String header, String value) {
        cluster.unit("a.service");
        given().header(header, value)
                .delete("/fleet/v1/units/a.service")
                .then()
                .statusCode(403)
                .body("error.code", is(403));
        given().header(header, value)
                .post("/v1/brake/release")
                .then()
                .statusCode(403)
                .body("kind", is("denied"));
        given().header(header, value).get("/fleet/v1/units/a.service").then().statusCode(200);
    }

    @Test
    void changesFromTheGatewaysOwnPagesAreTaken() {
        cluster.unit("a.service");
        given().header("Sec-Fetch-Site", "same-origin")
                .header("Origin", "http://" + root.getHost() + ":" + root.getPort())
                .delete("/fleet/v1/units/a.service")
                .then()
                .statusCode(204);
    }

    @Test
    void nobodyIsInvitedFromElsewhere() {
        given().header("Origin", "https://evil.example")
                .get("/fleet/v1/units")
                .then()
                .header("Access-Control-Allow-Origin", org.hamcrest.Matchers.nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:49153", "127.0.0.1.evil.example", "x"})
    void otherNamesOfThisAddressAreRefused(String host) {
        given().header("Host", host)
                .get("/fleet/v1/units")
                .then()
                .statusCode(403)
                .body("error.code", is(403))
                .body("error.message", org.hamcrest.Matchers.containsString("flotilla.gateway.hosts"));
        given().header("Host", host).get("/v1/machines").then().statusCode(403).body("kind", is("denied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:49153", "10.1.2.3", "[::1]:49153", "domain-sock"})
    void addressesAndWhatFleetsClientsSayAreAccepted(String host) {
        given().header("Host", host).get("/fleet/v1/units").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/units/a|b.service",
                "/units/a\\b.service",
                "/units/{a}",
                "/units/%zz",
                "/state?unitName=%zz",
                "/units?x=|"
            })
    void whatIsNoUriIsRefusedInTheEnvelope(String target) throws IOException {
        assertThat(raw("GET /fleet/v1" + target + " HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("content-type: application/json")
                .contains("\"code\":400");
        assertThat(raw("GET /v1" + target + " HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"kind\":\"invalid\"");
    }
}
