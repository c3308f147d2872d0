package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import dev.flotilla.gateway.discovery.FakeEtcdTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is given a discovery URL, and in what form members are taken. */
@QuarkusTest
class DiscoveryResourceTest {
    private static final String MEMBER = "/" + FakeEtcdTokens.TOKEN + "/2460218fa69d0b5c";

    @Inject
    FakeEtcdTokens tokens;

    @TestHTTPResource("/")
    URI root;

    /** To look is to write here: an image of another page would do. */
    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, /new",
        "Sec-Fetch-Site, same-site, /new?size=3",
        "Sec-Fetch-Site, cross-site, /new;a=b",
        "Sec-Fetch-Site, cross-site, /%6eew",
        "Origin, https://evil.example, /new",
        "Referer, https://evil.example/page, /new",
        "Referer, https://evil.example/://localhost/, /new",
        "Referer, http://localhost.evil.example/, /new"
    })
    void noPageOfAnotherOriginMakesAToken(String header, String value, String target) {
        int before = tokens.made();
        given().urlEncodingEnabled(false)
                .header("Host", "localhost")
                .header(header, value)
                .get(target)
                .then()
                .statusCode(403)
                .body("kind", is("denied"));
        assertThat(tokens.made()).isEqualTo(before);
    }

    @Test
    void programsPeopleAndTheGatewaysOwnPagesMakeTokens() {
        when().get("/new").then().statusCode(200).body(endsWith("/" + FakeEtcdTokens.TOKEN));
        given().header("Sec-Fetch-Site", "none").get("/new").then().statusCode(200);
        String own = "http://" + root.getHost() + ":" + root.getPort();
        given().header("Sec-Fetch-Site", "same-origin")
                .header("Referer", own + "/")
                .get("/new")
                .then()
                .statusCode(200);
        given().header("Referer", own).put("/new?size=3").then().statusCode(200);
    }

    /** Its parts could be of any length. */
    @Test
    void aFormInPartsIsNotTaken() {
        given().multiPart("size", "3").post("/new").then().statusCode(415).body("kind", is("unsupported-media-type"));
        given().multiPart("value", "n1=http://127.0.0.1:2380")
                .put(MEMBER)
                .then()
                .statusCode(415);
        given().formParam("value", "n1=http://127.0.0.1:2380")
                .put(MEMBER)
                .then()
                .statusCode(201);
    }
}
