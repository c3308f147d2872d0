package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /v1/services}: where running units can be reached, as a list and as a stream. */
@QuarkusTest
@Timeout(60)
class ServicesResourceTest {
    private static final MachineId M1 = new MachineId("05c0472bfa4d4ea4a5a4e2d1e0c5f1aa");

    @Inject
    FakeCluster cluster;

    @TestHTTPResource("/")
    URI root;

    @BeforeEach
    void empty() {
        cluster.clear();
    }

    private static Instance website(int number) {
        return Instance.of(new InstanceKey("website", "apache@" + number), "10.0.0." + number, 80)
                .on(M1, Optional.of(UnitName.parse("apache@" + number + ".service")), Optional.of(FakeCluster.NOW));
    }

    @Test
    void onlyWhatPassesIsListedUnlessAllIsAskedFor() {
        cluster.offer(website(1).withVersion("52c7248a14").withAttributes(Map.of("region", "eu")));
        cluster.offer(website(2).withStatus(InstanceStatus.FAILING));
        cluster.offer(website(3).withStatus(InstanceStatus.DRAINING));
        cluster.offer(Instance.of(new InstanceKey("cache", "by-hand"), "cache.example.com", 11211));

        when().get("/v1/services")
                .then()
                .statusCode(200)
                .body("revision", is((int) cluster.revision()))
                .body("instances.name", contains("by-hand", "apache@1"))
                .body("instances[0].host", is("cache.example.com"))
                .body("instances[0].machineID", nullValue())
                .body("instances[1].service", is("website"))
                .body("instances[1].status", is("passing"))
                .body("instances[1].host", is("10.0.0.1"))
                .body("instances[1].port", is(80))
                .body("instances[1].version", is("52c7248a14"))
                .body("instances[1].machineID", is(M1.value()))
                .body("instances[1].unit", is("apache@1.service"))
                .body("instances[1].attrs.region", is("eu"))
                .body("instances[1].since", is("2026-11-20T10:00:00Z"));
        when().get("/v1/services/website").then().statusCode(200).body("instances.name", contains("apache@1"));
        when().get("/v1/services/website?all=true")
                .then()
                .body("instances.name", contains("apache@1", "apache@2", "apache@3"))
                .body("instances.status", contains("passing", "failing", "draining"));
    }

    @Test
    void anUnknownServiceIsNotAnEmptyOne() {
        when().get("/v1/services").then().statusCode(200).body("instances", hasSize(0));
        when().get("/v1/services/website").then().statusCode(404).body("kind", is("not-found"));

        cluster.offer(website(1).withStatus(InstanceStatus.FAILING));

        when().get("/v1/services/website").then().statusCode(200).body("instances", hasSize(0));
    }

    @Test
    void malformedNeighboursAreReported() {
        cluster.offer(website(1));
        cluster.malformed("/services/website/broken", "not JSON");

        when().get("/v1/services/website")
                .then()
                .statusCode(200)
                .body("instances.name", contains("apache@1"))
                .body("malformed.key", contains("/services/website/broken"))
                .body("malformed.reason", contains("not JSON"));
    }

    @Test
    void whatIsWrongIsSaidClearly() {
        when().get("/v1/services?all=perhaps").then().statusCode(400).body("field", is("all"));
        cluster.fail(new FlotillaError.Unavailable("no registry answers"));
        when().get("/v1/services")
                .then()
                .statusCode(503)
                .body("kind", is("unavailable"))
                .body("detail", containsString("no registry answers"));
    }

    @Test
    void aFollowerIsToldWhatPassesAndWhatDoesNotAnyMore() throws IOException {
        cluster.offer(website(1));
        try (Open stream = new Open("/v1/services/website?follow=true")) {
            assertThat(stream.connection.getContentType()).startsWith("text/event-stream");
            assertThat(stream.event())
                    .startsWith("event: snapshot data: {\"revision\":" + cluster.revision())
                    .contains("\"name\":\"apache@1\"", "\"status\":\"passing\"", "\"port\":80");
            await().until(() -> cluster.followers() == 1);

            cluster.offer(Instance.of(new InstanceKey("cache", "redis"), "10.0.0.9", 6379));
            cluster.offer(website(2));
            assertThat(stream.event())
                    .as("nothing of other services")
                    .startsWith("event: changes data: {\"revision\":" + cluster.revision())
                    .contains("\"name\":\"apache@2\"")
                    .endsWith("\"removed\":[]}");

            cluster.offer(website(1).withStatus(InstanceStatus.FAILING));
            assertThat(stream.event())
                    .contains("\"changed\":[]", "\"removed\":[{\"service\":\"website\",\"name\":\"apache@1\"}]");

            cluster.servicesAnswer(false);
            assertThat(stream.event()).isEqualTo("event: stale data: {}");
            cluster.servicesAnswer(true);
            assertThat(stream.event()).isEqualTo("event: fresh data: {}");
        }
        await().until(() -> cluster.followers() == 0);
    }

    @Test
    void whoFollowsAllIsToldOfFailingAndDrainingOnesToo() throws IOException {
        cluster.offer(website(1).withStatus(InstanceStatus.DRAINING));
        try (Open stream = new Open("/v1/services?follow=true&all=true")) {
            assertThat(stream.event()).contains("event: snapshot", "\"status\":\"draining\"");
            await().until(() -> cluster.followers() == 1);
            cluster.withdraw(website(1).key());
            assertThat(stream.event()).contains("event: changes", "\"removed\":[{\"service\":\"website\"");
        }
    }

    /** An open answer, read event by event. */
    private final class Open implements AutoCloseable {
        private final HttpURLConnection connection;
        private final BufferedReader lines;

        Open(String path) throws IOException {
            connection = (HttpURLConnection) root.resolve(path).toURL().openConnection();
            connection.setReadTimeout(20_000);
            lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
        }

        /** The next event as one line: its lines joined by blanks; comments that only show life are skipped. */
        String event() throws IOException {
            var event = new StringBuilder();
            String line;
            while ((line = lines.readLine()) != null && (!line.isEmpty() || event.isEmpty())) {
                if (!line.isEmpty() && !line.startsWith(":")) {
                    event.append(event.isEmpty() ? "" : " ").append(line);
                }
            }
            return event.toString();
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }
}
