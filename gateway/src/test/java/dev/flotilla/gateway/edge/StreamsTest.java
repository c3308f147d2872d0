package dev.flotilla.gateway.edge;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(60)
class StreamsTest {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";
    private static final String M2 = "45e8fd5a0b1c4d5e8f9a0b1c2d3e4f50";

    @Inject
    FakeCluster cluster;

    @Inject
    EventLog events;

    @TestHTTPResource("/")
    URI root;

    @BeforeEach
    void twoMachines() {
        cluster.clear();
        cluster.machine(M1, "172.18.1.2", Map.of());
        cluster.machine(M2, "172.18.1.3", Map.of());
    }

    /** An open answer, read line by line. */
    private final class Open implements AutoCloseable {
        private final HttpURLConnection connection;
        private final BufferedReader lines;

        Open(String path, String... headers) throws IOException {
            connection = (HttpURLConnection) root.resolve(path).toURL().openConnection();
            connection.setReadTimeout(20_000);
            for (int i = 0; i < headers.length; i += 2) {
                connection.setRequestProperty(headers[i], headers[i + 1]);
            }
            lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
        }

        /** The next server-sent event as one line: its lines joined by blanks. */
        String event() throws IOException {
            var event = new StringBuilder();
            String line;
            while ((line = lines.readLine()) != null && !line.isEmpty()) {
                event.append(event.isEmpty() ? "" : " ").append(line);
            }
            return event.toString();
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }

    @Test
    void eventsComeAsTheyHappen() throws IOException {
        try (Open stream = new Open("/v1/events")) {
            assertThat(stream.connection.getContentType()).startsWith("text/event-stream");
            assertThat(stream.event())
                    .isEqualTo("id: " + cluster.revision() + " event: ready data: {\"revision\":" + cluster.revision()
                            + "}");
            cluster.unit("a.service");
            assertThat(stream.event())
                    .startsWith("id: " + cluster.revision() + " event: unit-submitted data: {")
                    .contains("\"unit\":\"a.service\"")
                    .contains("\"by\":\"alice@laptop\"")
                    .contains("\"sentence\":\"a.service was submitted by alice@laptop, to be launched\"");
            cluster.place("a.service", M1, "new unit");
            assertThat(stream.event())
                    .contains("event: unit-placed")
                    .contains("\"machine\":\"" + M1 + "\"")
                    .contains("a.service was placed on 05c0472b.../172.18.1.2: new unit; fewest units of 3 machines");
        }
        await().untilAsserted(() -> assertThat(events.listeners()).isZero());
    }

    @Test
    void aStreamIsResumedWhereItBroke() throws IOException {
        cluster.unit("a.service", DesiredState.INACTIVE);
        long seen = cluster.revision();
        cluster.unit("b.service", DesiredState.INACTIVE);
        cluster.unit("c.service", DesiredState.INACTIVE);
        try (Open stream = new Open("/v1/events", "Last-Event-ID", Long.toString(seen))) {
            assertThat(stream.event()).contains("event: ready data: {\"revision\":" + seen + "}");
            assertThat(stream.event()).contains("b.service was submitted");
            assertThat(stream.event()).contains("c.service was submitted");
        }
        try (Open stream = new Open("/v1/events?since=" + seen)) {
            assertThat(stream.event()).contains("event: ready");
            assertThat(stream.event()).contains("b.service was submitted");
        }
    }

    @Test
    void whatIsNoLongerKeptIsSaid() throws IOException {
        try (Open stream = new Open("/v1/events?since=1")) {
            assertThat(stream.event()).startsWith("event: compacted data: {\"revision\":");
            assertThat(stream.event()).contains("event: ready");
        }
        given().accept("application/json")
                .get("/v1/events?since=1")
                .then()
                .statusCode(410)
                .body("kind", is("compacted"));
    }

    @Test
    void aReaderOfAStoreThatWasPutBackIsToldAndHearsWhatHappens() throws IOException {
        long before = cluster.revision() + 1000;
        try (Open stream = new Open("/v1/events", "Last-Event-ID", Long.toString(before))) {
            assertThat(stream.event()).isEqualTo("event: compacted data: {\"revision\":" + cluster.revision() + "}");
            assertThat(stream.event()).startsWith("id: " + cluster.revision() + " event: ready");
            cluster.unit("a.service");
            assertThat(stream.event()).contains("a.service was submitted");
        }
        given().accept("application/json")
                .get("/v1/events?since=" + before)
                .then()
                .statusCode(410);
    }

    @Test
    void aReaderFromAGatewayThatWasAheadHearsNothingTwice() throws Exception {
        long ahead = cluster.revision() + 1;
        var opened = CompletableFuture.supplyAsync(() -> open("/v1/events?since=" + ahead));
        cluster.unit("a.service", DesiredState.INACTIVE);
        try (Open stream = opened.get()) {
            assertThat(stream.event()).isEqualTo("id: " + ahead + " event: ready data: {\"revision\":" + ahead + "}");
            cluster.unit("b.service", DesiredState.INACTIVE);
            assertThat(stream.event()).contains("b.service was submitted");
        }
    }

    private Open open(String path) {
        try {
            return new Open(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNotKnownIsNotListedAsNothing() {
        cluster.disconnect("connection refused");
        when().get("/v1/events?follow=false&since=" + (cluster.revision() + 1))
                .then()
                .statusCode(503)
                .body("kind", is("unavailable"));
    }

    @Test
    void theLatestEventsAreListed() {
        cluster.unit("a.service");
        cluster.destroy(dev.flotilla.model.unit.UnitName.parse("a.service"), "bob@desk");
        given().accept("application/json")
                .get("/v1/events?last=2")
                .then()
                .statusCode(200)
                .body("revision", is((int) cluster.revision()))
                .body("events.type", is(List.of("unit-submitted", "unit-destroyed")))
                .body("events[1].sentence", is("a.service was destroyed by bob@desk"))
                .body("events[1].by", is("bob@desk"));
        when().get("/v1/events?follow=false").then().statusCode(200).body("events.type", hasItem("machine-joined"));
        when().get("/v1/events?since=yesterday").then().statusCode(400).body("field", is("since"));
    }

    @Test
    void theLastEventsCanComeFirst() throws IOException {
        cluster.unit("a.service", DesiredState.INACTIVE);
        cluster.unit("b.service", DesiredState.INACTIVE);
        try (Open stream = new Open("/v1/events?last=1")) {
            assertThat(stream.event()).contains("event: ready");
            assertThat(stream.event()).contains("b.service was submitted");
        }
    }

    @Test
    void aLogIsText() {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        when().get("/v1/units/a.service/logs?output=short-iso")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain"))
                .body(is("2026-11-20T10:00:00Z 05c0472b sh[42]: hello from 172.18.1.2\n"
                        + "2026-11-20T10:00:01Z 05c0472b -: ünïcode\n"));
        when().get("/v1/units/a.service/logs?output=cat").then().body(is("hello from 172.18.1.2\nünïcode\n"));
        when().get("/v1/units/a.service/logs").then().body(containsString(":00 05c0472b sh[42]: hello"));
        when().get("/v1/units/a.service/logs?output=json&lines=-1&since=2026-11-20T10:00:00+00:00")
                .then()
                .contentType(startsWith("application/x-ndjson"))
                .body(startsWith("{\"time\":\"2026-11-20T10:00:00Z\",\"unit\":\"a.service\",\"machineID\":\"" + M1
                        + "\",\"identifier\":\"sh\",\"pid\":42,\"text\":\"hello from 172.18.1.2\"}\n"));
        assertThat(cluster.openLogs().getLast().request().lines()).isEqualTo(-1);
        assertThat(cluster.openLogs().getLast().request().since()).contains(FakeCluster.NOW);
    }

    @Test
    void aLogOfSeveralMachinesSaysWhichOneFails() {
        cluster.unit("g.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        cluster.state("g.service", M1, "active", "running");
        cluster.state("g.service", M2, "active", "running");
        cluster.deafen(M2, new FlotillaError.Unavailable("the agent does not answer"));
        when().get("/v1/units/g.service/logs?output=cat")
                .then()
                .body(containsString("hello from 172.18.1.2\n"))
                .body(containsString("-- 45e8fd5a...: the agent does not answer --\n"));
    }

    /** The status is sent before that is known: a reader that wants to know for sure reads the trailer. */
    @Test
    void whichMachineOfALogFailsIsSaidInATrailer() throws IOException {
        cluster.unit("g.service", "Service.ExecStart=/bin/true", "X-Fleet.Global=true");
        cluster.state("g.service", M1, "active", "running");
        cluster.state("g.service", M2, "active", "running");
        String path = "/v1/units/g.service/logs?output=cat";
        assertThat(asSent(path)).contains("\r\nTrailer: Flotilla-Failed\r\n").endsWith("\r\n0\r\n\r\n");

        cluster.deafen(M2, new FlotillaError.Unavailable("the agent does not answer"));
        String trailer = "\r\n0\r\nFlotilla-Failed: " + M2 + ": the agent does not answer\r\n\r\n";
        assertThat(asSent(path))
                .contains("-- 45e8fd5a...: the agent does not answer --\n")
                .endsWith(trailer);
        assertThat(asSent(path, "TE: trailers"))
                .contains("hello from 172.18.1.2\n")
                .doesNotContain("45e8fd5a...")
                .endsWith(trailer);
    }

    @Test
    void aStreamTellsHowLongItIsSilentAtMost() throws IOException {
        try (Open stream = new Open("/v1/events")) {
            assertThat(stream.connection.getHeaderField("Flotilla-Heartbeat")).isEqualTo("15");
        }
    }

    /** The answer with its framing. */
    private String asSent(String path, String... headers) throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(20_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + root.getAuthority() + "\r\nConnection: close\r\n"
                    + String.join("\r\n", headers) + (headers.length > 0 ? "\r\n" : "") + "\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        cluster.unit("a.service");
        when().get("/v1/units/a.service/logs").then().statusCode(409).body("kind", is("conflict"));
        when().get("/v1/units/nosuch.service/logs").then().statusCode(404);
        cluster.place("a.service", M1, "");
        when().get("/v1/units/a.service/logs?output=xml").then().statusCode(400).body("field", is("output"));
        when().get("/v1/units/a.service/logs?lines=-2").then().statusCode(400).body("field", is("lines"));
        when().get("/v1/units/a.service/logs?since=now").then().statusCode(400).body("field", is("since"));
        when().get("/v1/units/a.service/logs?follow=maybe")
                .then()
                .statusCode(400)
                .body("field", is("follow"));
    }

    @Test
    void aLogIsFollowedUntilTheReaderLeaves() throws IOException {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        FakeCluster.FakeLog log;
        try (Open stream = new Open("/v1/units/a.service/logs?follow=true&output=cat")) {
            await().until(() -> cluster.openLogs().size() == 1);
            log = cluster.openLogs().getFirst();
            assertThat(log.request().follow()).isTrue();
            log.reader().onLines(List.of(new LogEntry(FakeCluster.NOW, "sh", 1, "one")));
            assertThat(stream.lines.readLine()).isEqualTo("one");
            log.reader().onLines(List.of(new LogEntry(FakeCluster.NOW, "sh", 1, "two")));
            assertThat(stream.lines.readLine()).isEqualTo("two");
        }
        await().untilAsserted(() -> assertThat(log.closed()).isNotEmpty());
    }

    @Test
    void aLogEndsWhenItsMachineEndsIt() throws IOException {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        try (Open stream = new Open("/v1/units/a.service/logs?follow=true&output=cat")) {
            await().until(() -> cluster.openLogs().size() == 1);
            cluster.openLogs().getFirst().reader().onEnd(Optional.of(new FlotillaError.Unavailable("gone")));
            assertThat(stream.lines.readLine()).isEqualTo("-- 05c0472b...: gone --");
            assertThat(stream.lines.readLine()).isNull();
        }
    }
}
