package dev.flotilla.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.gateway.cluster.FakeCluster;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(QuietStreamsTest.ShortIdleTimeout.class)
@Timeout(60)
class QuietStreamsTest {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";

    @Inject
    FakeCluster cluster;

    @TestHTTPResource("/")
    URI root;

    /** Connections are idle after 6 s. */
    public static final class ShortIdleTimeout implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.idle-timeout", "6S");
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(root.getHost(), root.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Opened and left alone, until the gateway closes it: it has seen an idle timeout pass. */
    private void awaitTheEndOfAnIdleConnection() throws IOException {
        try (Socket idle = connect()) {
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aLogThatSaysNothingForLongIsNotCutOffButAnIdleConnectionIs() throws IOException {
        cluster.machine(M1, "172.18.1.2", Map.of());
        cluster.unit("a.service");
        cluster.place("a.service", M1, "");
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("GET /v1/units/a.service/logs?follow=true&output=cat HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(UTF_8));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(lines.readLine()).startsWith("HTTP/1.1 200");
            awaitTheEndOfAnIdleConnection();

            var log = cluster.openLogs().getFirst();
            log.reader().onLines(List.of(new LogEntry(FakeCluster.NOW, "sh", 1, "one")));
            log.reader().onEnd(Optional.empty());

            assertThat(lines.lines().toList()).contains("one");
        }
    }
}
