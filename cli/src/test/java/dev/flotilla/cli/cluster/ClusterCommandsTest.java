package dev.flotilla.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.MachineLegend;
import dev.flotilla.cli.http.Dialer;
import dev.flotilla.cli.http.Endpoint;
import dev.flotilla.cli.http.HttpClient;
import dev.flotilla.cli.http.RawServer;
import dev.flotilla.cli.http.TlsFiles;
import dev.flotilla.cli.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** explain, events, brake. */
class ClusterCommandsTest extends CommandTestBase {
    @Test
    void explainSaysWhyAUnitIsThere() {
        cluster.running("a.service", PLAIN);
        assertThat(run("explain a")).isEqualTo(ok("""
                        a.service: placed: fewest units of 2 machines
                          on %s since 2026-11-20T10:00:00Z
                          fits: %s, score 1 (fewest-units 1)
                        """.formatted(FIRST, FIRST)));
    }

    @Test
    void explainSaysWhyAUnitWaits() {
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        cluster.submitted("apache@4.service", APACHE);
        cluster.want("apache@4.service", "launched");
        assertThat(run("explain apache@4")).isEqualTo(ok("""
                        apache@4.service: waits: 0 of 2 machines: 2 conflict with apache@1.service
                          waits since 2026-11-20T10:00:00Z
                          2 machines: conflicts with apache@1.service (%s, %s)
                        """.formatted(FIRST, SECOND)));
    }

    @Test
    void explainTellsWhatItsMachineReportsWhenItDoesNotRun() {
        cluster.running("a.service", PLAIN);
        cluster.end("a.service", "failed");
        assertThat(run("explain a").out()).endsWith("\n  failed on " + FIRST + "\n");
        cluster.unloadable("a.service", "bad-setting", "a.service:3: Requires=nosuch.service is not there");
        assertThat(run("explain a").out())
                .endsWith("\n  load bad-setting on " + FIRST + ": a.service:3: Requires=nosuch.service is not there\n");
    }

    @Test
    void explainTakesGlobs() {
        cluster.running("a@1.service", PLAIN);
        cluster.running("a@2.service", PLAIN);
        assertThat(run("explain a@*").out()).contains("a@1.service: placed", "a@2.service: placed");
        assertThat(run("explain b@*")).isEqualTo(new Run(1, "", "No unit matches b@*.\n"));
    }

    @Test
    void numbersAndTimesAreShort() throws IOException {
        HttpClient nobody = new HttpClient(
                Endpoint.parseAll("http://127.0.0.1:1"),
                Dialer.direct(),
                TlsFiles.NONE,
                Duration.ofSeconds(1),
                "",
                line -> {});
        Json explanation = Json.parse("""
                {"unit":"a.service","summary":"a.service is on x","placement":{"machineID":"x",
                 "since":"2026-11-20T10:00:00.123456789Z","explanation":{"candidates":[
                 {"machineID":"x","total":-0.0,"scores":{"a":0.3333}}]}}}""");
        assertThat(new ExplanationText(new MachineLegend(new Gateway(nobody))).of(explanation))
                .isEqualTo("""
                        a.service is on x
                          on x since 2026-11-20T10:00:00.123Z
                          fits: x, score 0 (a 0.33)
                        """);
    }

    @Test
    void explainJudgesEachMachineOfAGlobalUnit() {
        cluster.running("glob.service", GLOBAL);
        assertThat(run("explain glob"))
                .isEqualTo(ok("glob.service: global: on 1 of 2 machines\n  on " + FIRST + "\n  not on " + SECOND
                        + ": lacks disk=ssd\n"));
    }

    @Test
    void explainNamesWhatDoesNotExist() throws IOException {
        cluster.running("a.service", PLAIN);
        Run run = run("explain -o json nosuch a");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("Unit nosuch.service does not exist.\n");
        assertThat(Json.parse(run.out()).items().getFirst().at("unit").text()).isEqualTo("a.service");
        assertThat(run("explain").exit()).isEqualTo(2);
    }

    @Test
    void eventsAreLinesThatBeginWithTheirRevision() {
        cluster.event(814, "unit-submitted", "alice submitted a.service");
        cluster.event(815, "unit-placed", "a.service placed on 05c0472b...");
        assertThat(run("events"))
                .isEqualTo(ok("814 2026-11-20T10:00:04Z alice submitted a.service\n"
                        + "815 2026-11-20T10:00:05Z a.service placed on 05c0472b...\n"));
        assertThat(run("events --since 814").out()).startsWith("815 ").hasLineCount(1);
        assertThat(run("events -o json").out()).startsWith("[").contains("\"revision\" : 814");
        assertThat(run("events --last -1").exit()).isEqualTo(2);
    }

    /** The fake ends the stream after what there is, as a gateway that is stopped would. */
    @Test
    void aBrokenStreamIsResumedAfterTheLastEvent() {
        cluster.event(814, "unit-submitted", "one");
        cluster.event(815, "unit-placed", "two");
        // A virtual one that spins would hold a carrier, perhaps the only one, and the fake gateway needs one too.
        Thread.ofPlatform().daemon().start(() -> {
            while (gateway.requests().stream().noneMatch(r -> r.contains("since=815"))) {
                Thread.onSpinWait();
            }
            cluster.event(816, "unit-state", "three");
            while (gateway.requests().stream().noneMatch(r -> r.contains("since=816"))) {
                Thread.onSpinWait();
            }
            gateway.close();
        });
        Run run = run("events -f -o json");
        // The gateway never came back.
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("cannot reach the gateway");
        assertThat(run.out().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"revision\":81"));
    }

    /** Its host is gone without a word: no more comes, and no end. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStreamWithoutHeartbeatsIsGivenUpAndResumed() throws IOException {
        String silent = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nFlotilla-Heartbeat: 0.05\r\n\r\n"
                + "id: 7\nevent: ready\ndata: {\"revision\":7}\n\n";
        String refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 14\r\n\r\n{\"detail\":\"x\"}";
        try (var server = RawServer.tcp(silent, refusal)) {
            Run run = shell.with("FLEETCTL_ENDPOINT", server.endpoint().toString())
                    .run("events -f");
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().getLast()).contains("since=7");
            assertThat(run.err()).startsWith("the event stream broke off: nothing was heard for 0.15 s\n");
        }
    }

    @Test
    void theStreamIsReadAsItsStandardSays() throws IOException {
        String text = ": comment\n\nevent: ready\ndata: {\"revision\":7}\n\nid: 9\ndata: {\"a\":\ndata: 1}\n\n"
                + "id:10\nevent:unit-state\ndata:{}\n\nevent: cut off";
        var stream = new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Optional.empty());
        assertThat(stream.next().orElseThrow().type()).isEqualTo("ready");
        assertThat(stream.position()).contains(7L);
        var second = stream.next().orElseThrow();
        assertThat(second.type()).isEqualTo("message");
        assertThat(second.data().at("a").number()).isEqualTo(1);
        assertThat(stream.position()).contains(9L);
        assertThat(stream.next().orElseThrow().type()).isEqualTo("unit-state");
        assertThat(stream.next()).isEmpty();
        assertThat(stream.position()).contains(10L);
    }

    @Test
    void theBrakeIsToldAndReleased() {
        assertThat(run("brake")).isEqualTo(ok("The brake is off: units of lost machines are moved.\n"));
        cluster.brake(true);
        assertThat(run("brake").out())
                .startsWith("The brake is on since 2026-11-20T10:00:00Z: 7 of 12 machines are lost;");
        assertThat(run("brake release")).isEqualTo(ok("The brake is off: units of lost machines are moved.\n"));
        assertThat(run("brake off").exit()).isEqualTo(2);
    }
}
