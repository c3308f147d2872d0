package dev.flotilla.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.testing.HeldPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class HttpClientTest {
    private static final Request GET = Request.get("/v1/units");
    private static final String MISSING = """
            HTTP/1.1 404 Not Found\r
            Content-Length: 20\r
            \r
            {"kind":"not-found"}""";

    private static HttpClient client(Endpoint... endpoints) {
        return client(Duration.ofSeconds(5), endpoints);
    }

    private static HttpClient client(Duration timeout, Endpoint... endpoints) {
        return new HttpClient(List.of(endpoints), Dialer.direct(), TlsFiles.NONE, timeout, "alice@laptop", line -> {});
    }

    private static Endpoint dead() {
        return Endpoint.parse("http://127.0.0.1:" + HeldPorts.take());
    }

    @Test
    void aRequestIsWhatTheGatewayExpects() throws IOException {
        try (var server = RawServer.tcp(RawServer.ok("{}"));
                var client = client(server.endpoint())) {
            Response response = client.exchange(Request.of("PUT", "/v1/units/a%20b", "{\"x\":\"é\"}"));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{}");
            assertThat(server.requests().getFirst())
                    .startsWith("PUT /v1/units/a%20b HTTP/1.1\r\n")
                    .contains("\r\nHost: 127.0.0.1:")
                    .contains("\r\nContent-Type: application/json\r\n")
                    .contains("\r\nContent-Length: 10\r\n")
                    .contains("\r\nX-Flotilla-User: alice@laptop\r\n");
        }
    }

    @Test
    void bodiesAreFramedInEveryWay() throws IOException {
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\ncontent-length:5\n\nabcde",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde")) {
            try (var server = RawServer.tcp(answer);
                    var client = client(server.endpoint())) {
                assertThat(client.exchange(GET).body()).as(answer).isEqualTo("abcde");
            }
        }
        try (var server = RawServer.tcp("HTTP/1.1 204 No Content\r\n\r\n", RawServer.ok("next"));
                var client = client(server.endpoint())) {
            assertThat(client.exchange(GET).body()).isEmpty();
            assertThat(client.exchange(GET).body()).isEqualTo("next");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void brokenAnswersAreErrors() throws IOException {
        for (String answer : List.of(
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n")) {
            try (var server = RawServer.tcp(answer);
                    var client = client(server.endpoint())) {
                assertThatThrownBy(() -> client.exchange(GET)).as(answer).isInstanceOf(UnreachableException.class);
            }
        }
    }

    @Test
    void oneConnectionServesManyRequests() throws IOException {
        try (var server = RawServer.tcp(RawServer.ok("1"), RawServer.ok("2"), RawServer.ok("3"));
                var client = client(server.endpoint())) {
            assertThat(List.of(
                            client.exchange(GET).body(),
                            client.exchange(GET).body(),
                            client.exchange(GET).body()))
                    .containsExactly("1", "2", "3");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsReplaced() throws IOException {
        try (var server = RawServer.tcp(RawServer.ok("1"), "", RawServer.ok("2"));
                var client = client(server.endpoint())) {
            client.exchange(GET);
            Response second = client.exchange(GET);
            assertThat(second.body()).isEqualTo("2");
            assertThat(second.repeated()).isTrue();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void theNextEndpointIsAskedWhenOneIsDeadAndKept() throws IOException {
        try (var server = RawServer.tcp(RawServer.ok("1"), RawServer.ok("2"));
                var client = client(dead(), server.endpoint())) {
            assertThat(client.exchange(GET).body()).isEqualTo("1");
            assertThat(client.exchange(GET).body()).isEqualTo("2");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aGatewayThatIsCutOffIsNoAnswerWhileThereIsAnother() throws IOException {
        String unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nlost";
        try (var first = RawServer.tcp(unavailable, unavailable);
                var second = RawServer.tcp(RawServer.ok("1"));
                var client = client(first.endpoint(), second.endpoint())) {
            Response response = client.exchange(GET);
            assertThat(response.body()).isEqualTo("1");
            assertThat(response.repeated()).isTrue();
        }
        try (var first = RawServer.tcp(unavailable);
                var client = client(first.endpoint(), dead())) {
            assertThat(client.exchange(GET).status()).isEqualTo(503);
        }
    }

    /** The first may have done it: by the key the cluster knows that it is the same request, and starts nothing twice. */
    @Test
    void aChangeThatGoesToAnotherGatewayCarriesTheSameKey() throws IOException {
        try (var first = RawServer.tcp("", "");
                var second = RawServer.tcp(RawServer.ok("{}"), RawServer.ok("{}"));
                var client = client(first.endpoint(), second.endpoint())) {
            var gateway = new Gateway(client);
            gateway.setDesired("migrate.service", DesiredState.LAUNCHED);
            gateway.setDesired("migrate.service", DesiredState.LAUNCHED);
            assertThat(first.requests()).hasSize(1);
            assertThat(second.requests()).hasSize(2);
            String lost = key(first.requests().getFirst());
            assertThat(key(second.requests().getFirst())).isEqualTo(lost);
            assertThat(key(second.requests().getLast()))
                    .as("of the next request")
                    .isNotEqualTo(lost);
        }
    }

    private static String key(String head) {
        return head.lines()
                .filter(line -> line.startsWith("Idempotency-Key: "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no key in " + head));
    }

    @Test
    void whatWasNeverThereIsNotDestroyedByAskingASecondEndpoint() throws IOException {
        try (var server = RawServer.tcp(MISSING);
                var client = client(dead(), server.endpoint())) {
            assertThat(new Gateway(client).destroy("x.service")).isFalse();
        }
        try (var server = RawServer.tcp(MISSING);
                var client = client(dead(), server.endpoint())) {
            assertThatThrownBy(() -> new Gateway(client).revokeJoinToken("aaaaaaab"))
                    .hasMessage("there is no join token aaaaaaab");
        }
    }

    @Test
    void aDestroyWhoseAnswerWasLostSucceeds() throws IOException {
        try (var lost = RawServer.tcp("");
                var server = RawServer.tcp(MISSING);
                var client = client(lost.endpoint(), server.endpoint())) {
            assertThat(new Gateway(client).destroy("x.service")).isTrue();
        }
    }

    @Test
    void whenNobodyAnswersEachIsNamed() throws IOException {
        Endpoint one = dead();
        Endpoint two = Endpoint.parse("unix:///nonexistent/flotilla.sock");
        try (var client = client(one, two)) {
            assertThatThrownBy(() -> client.exchange(GET))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("cannot reach the gateway at " + one + ": connection refused")
                    .hasMessageContaining("cannot reach the gateway at unix:///nonexistent/flotilla.sock: ");
            assertThatThrownBy(() -> client.stream(GET)).isInstanceOf(UnreachableException.class);
        }
    }

    /** A log that is followed may be silent for hours, so only the system can tell that its gateway's host is gone. */
    @Test
    void aHostThatIsGoneIsNoticedWithinAboutAMinute() throws IOException {
        try (var server = RawServer.tcp();
                var socket = Dialer.direct().dial(server.endpoint(), 5000)) {
            assertThat(socket.getKeepAlive()).isTrue();
            int silence = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE);
            int probes = socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
            assertThat(silence + probes * socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                    .isLessThanOrEqualTo(60);
        }
    }

    @Test
    void silenceEndsAfterTheTimeoutAlsoOnAUnixSocket(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("s");
        try (var tcp = RawServer.tcp("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
                var unix = RawServer.unix(path, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")) {
            for (Endpoint endpoint : List.of(tcp.endpoint(), Endpoint.parse("unix://" + path))) {
                try (var client = client(Duration.ofMillis(100), endpoint)) {
                    assertThatThrownBy(() -> client.exchange(GET)).hasMessageContaining("no answer within 0.1 s");
                }
            }
        }
    }

    @Test
    void aWriteThatWasNotAnsweredMayStillBeCarriedOut() throws IOException {
        try (var silent = RawServer.tcp("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
                var client = client(Duration.ofMillis(100), silent.endpoint())) {
            assertThatThrownBy(() -> new Gateway(client).setDesired("a.service", DesiredState.LAUNCHED))
                    .hasMessageContaining("no answer within 0.1 s")
                    .hasMessageEndingWith("It may still be carried out: look before trying again");
        }
    }

    @Test
    void unixSocketsCarryRequests(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("gateway.sock");
        try (var server = RawServer.unix(path, RawServer.ok("1"), RawServer.ok("2"));
                var client = client(Endpoint.parse("unix://" + path))) {
            assertThat(client.exchange(GET).body()).isEqualTo("1");
            assertThat(client.exchange(GET).body()).isEqualTo("2");
            assertThat(server.requests().getFirst()).contains("\r\nHost: domain-sock\r\n");
        }
    }

    @Test
    void streamsAreReadAsTheyComeBeyondTheTimeout() throws Exception {
        try (var server = RawServer.tcp("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n");
                var client = client(Duration.ofMillis(500), dead(), server.endpoint());
                var stream = client.stream(GET)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(new String(stream.body().readNBytes(4), StandardCharsets.UTF_8))
                    .isEqualTo("one\n");
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    stream.body().read();
                } catch (IOException e) {
                    // Closed by the test.
                    return;
                }
            });
            assertThat(reader.join(Duration.ofSeconds(1))).isFalse();
        }
    }
}
