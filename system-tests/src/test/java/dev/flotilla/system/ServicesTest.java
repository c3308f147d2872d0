package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flotilla.system.fleet.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples that say where they are, on a cluster of {@code ./flotilla up}. */
class ServicesTest {
    private static final String WEBSITE = "examples/discovery/website@";

    private final LocalCluster cluster = Clusters.embedded();

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    private List<String> names(String query) {
        JsonNode list = cluster.getJson("/v1/services" + query).path("instances");
        return StreamSupport.stream(list.spliterator(), false)
                .map(instance -> instance.path("name").asText())
                .toList();
    }

    private String listed(String words) {
        return cluster.flotilla("services --no-legend " + words).succeeded().out();
    }

    @Test
    void unitsThatSayWhereTheyAreAreListedAndFollowed() throws IOException {
        cluster.flotilla("start " + WEBSITE + "1 " + WEBSITE + "2").succeeded();

        eventually().untilAsserted(() -> assertThat(listed("--fields=instance,port,version website"))
                .matches("website@1\\s+8001\\s+52c7248a14\nwebsite@2\\s+8002\\s+52c7248a14\n"));
        try (Stream stream = new Stream("/v1/services/website?follow=true")) {
            assertThat(stream.event()).startsWith("event: snapshot").contains("website@1", "website@2");
            cluster.flotilla("start " + WEBSITE + "3").succeeded();
            assertThat(stream.eventWith("\"port\":8003"))
                    .startsWith("event: changes")
                    .contains("website@3");
            cluster.flotilla("stop website@1").succeeded();
            assertThat(stream.eventWith("\"removed\":[{\"service\":\"website\",\"name\":\"website@1\"}]"))
                    .startsWith("event: changes");
        }
        assertThat(cluster.get("/v1/services/nosuch").statusCode()).isEqualTo(404);
        assertThat(cluster.flotilla("start " + WEBSITE + "10").err())
                .contains("website@.service:13:1: Port=: a port ranges from 1 to 65535, not 80010");
    }

    @Test
    void aShellBesideItsUnitAnnouncesIt() {
        cluster.flotilla("start examples/shell/apache@1 examples/discovery/apache-announce@1")
                .succeeded();

        eventually().untilAsserted(() -> assertThat(listed("--fields=instance,port,version website"))
                .matches("apache@1\\s+80\\s+52c7248a14\n"));
        assertThat(cluster.whereActive("apache-announce@1.service"))
                .isEqualTo(cluster.whereActive("apache@1.service"))
                .isEqualTo(cluster.getJson("/v1/services/website")
                        .path("instances")
                        .path(0)
                        .path("machineID")
                        .asText());

        cluster.flotilla("stop apache-announce@1").succeeded();
        eventually().untilAsserted(() -> assertThat(names("?all=true")).isEmpty());
    }

    /** It stands still for longer than its record may, as in a frozen control group; its unit is active all the while. */
    @Test
    void anAnnouncerThatStoodStillAnnouncesAgain() {
        cluster.put(
                "paused.service",
                "launched",
                "Service.PassEnvironment=FLOTILLA_SIDEKICK FLOTILLA_BIN",
                "Service.ExecStart=/bin/sh -c 'exec \"$${FLOTILLA_BIN}\" announce --service paused --instance paused --port 80"
                        + " --ttl 2'");
        eventually().untilAsserted(() -> assertThat(names("?all=true")).containsExactly("paused"));

        ProcessHandle announcer = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("--instance paused"))
                .findFirst()
                .orElseThrow();
        signal("STOP", announcer);
        eventually().untilAsserted(() -> assertThat(names("?all=true")).isEmpty());
        signal("CONT", announcer);

        eventually().untilAsserted(() -> assertThat(names("?all=true")).containsExactly("paused"));
        assertThat(announcer.isAlive()).isTrue();
    }

    private static void signal(String name, ProcessHandle process) {
        Command.run(Duration.ofSeconds(5), Map.of(), List.of("kill", "-" + name, String.valueOf(process.pid())))
                .succeeded();
    }

    @Test
    void whatIsWrongIsRefusedWithItsPlace() {
        var put = cluster.put(
                "web.service",
                "launched",
                "Service.ExecStart=/bin/true",
                "X-Discovery.Service=web",
                "X-Discovery.Port=http");

        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(put.body()).contains("Port=", "http");
        assertThat(cluster.get("/v1/units/web.service").statusCode()).isEqualTo(404);
    }

    /** An open answer of server-sent events. */
    private final class Stream implements AutoCloseable {
        private final HttpURLConnection connection;
        private final BufferedReader lines;

        Stream(String path) throws IOException {
            connection = (HttpURLConnection)
                    URI.create(cluster.gateway(path)).toURL().openConnection();
            connection.setReadTimeout(30_000);
            lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next event as one line; comments are skipped. */
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

        /** The next event that says this. */
        String eventWith(String words) throws IOException {
            String event = event();
            while (!event.contains(words)) {
                assertThat(event).as("the stream goes on").isNotEmpty();
                event = event();
            }
            return event;
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }
}
