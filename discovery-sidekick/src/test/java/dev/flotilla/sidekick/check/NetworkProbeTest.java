package dev.flotilla.sidekick.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.model.discovery.CheckKind;
import dev.flotilla.sidekick.check.Probe.Target;
import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.docker.ContainerEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks against servers, commands and engines that answer, refuse, or take for ever. */
class NetworkProbeTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final CheckKind HEALTH = new CheckKind.Http("/health");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final NetworkProbe probe = new NetworkProbe(ContainerEngine.none());

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** What a server does with a connection, once the request is there. */
    @FunctionalInterface
    private interface Talk {
        void with(OutputStream out) throws IOException;
    }

    private static Target at(int port) {
        return new Target("127.0.0.1", port, Optional.of("front"));
    }

    private ServerSocket listening() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        return server;
    }

    private Target server(Talk talk) throws IOException {
        ServerSocket server = listening();
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    readRequest(socket);
                    talk.with(socket.getOutputStream());
                } catch (IOException e) {
                    // The other side hung up, or the test is over.
                    continue;
                }
            }
        });
        return at(server.getLocalPort());
    }

    /** All of it: what is left unread would end the connection with a reset. */
    private static void readRequest(Socket socket) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = lines.readLine();
        while (line != null && !line.isEmpty()) {
            line = lines.readLine();
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static Duration took(Runnable what) {
        long begun = System.nanoTime();
        what.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** It fails when its time is up, neither at once nor after a second round of it. */
    private void failsInTime(NetworkProbe asked, CheckKind kind, Target target) {
        Duration took = took(() ->
                assertThat(asked.failure(kind, target, SHORT)).get().asString().contains("longer than 400 ms"));
        assertThat(took).isBetween(SHORT, Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"200 OK", "204 No Content", "302 Found", "399 Odd"})
    void httpPassesBelow400(String status) throws Exception {
        Target target = server(out -> say(out, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
        assertThat(probe.failure(HEALTH, target, AMPLE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400 Bad Request", "404 Not Found", "500 Internal Server Error", "503 Service Unavailable"})
    void httpFailsFrom400On(String status) throws Exception {
        Target target = server(out -> say(out, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
        assertThat(probe.failure(HEALTH, target, AMPLE)).contains("GET /health gives " + status.substring(0, 3));
    }

    @Test
    void httpFailsWhenNothingIsAnswered() throws Exception {
        // The kernel takes the connection; nobody ever answers.
        failsInTime(probe, HEALTH, at(listening().getLocalPort()));
    }

    @Test
    void httpFailsWhenTheAnswerTricklesAndLetsGoOfIt() throws Exception {
        AtomicBoolean letGo = new AtomicBoolean();
        Target target = server(out -> {
            try {
                say(out, "HTTP/1.1 200 OK\r\nX-Long: ");
                while (true) {
                    say(out, "x");
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            } finally {
                letGo.set(true);
            }
        });
        failsInTime(probe, HEALTH, target);
        await().untilTrue(letGo);
    }

    @Test
    void tcpPassesWhereSomebodyListensAndFailsWhereNobodyDoes() throws Exception {
        ServerSocket server = listening();
        Target target = at(server.getLocalPort());
        assertThat(probe.failure(new CheckKind.Tcp(), target, AMPLE)).isEmpty();
        server.close();
        assertThat(probe.failure(new CheckKind.Tcp(), target, AMPLE))
                .get()
                .asString()
                .contains("refused");
    }

    @Test
    void aCommandPassesWithZeroAndFailsOtherwiseOrWhenItTakesTooLong() {
        Target target = at(81);
        assertThat(probe.failure(new CheckKind.Command("test $HOST:$PORT = 127.0.0.1:81"), target, AMPLE))
                .isEmpty();
        assertThat(probe.failure(new CheckKind.Command("exit 3"), target, AMPLE))
                .contains("the command ends with 3");
        failsInTime(probe, new CheckKind.Command("sleep 60; true"), target);
    }

    private static NetworkProbe asking(Container container) {
        return new NetworkProbe(engine(name -> {}, Optional.of(container)));
    }

    private static ContainerEngine engine(Consumer<String> before, Optional<Container> container) {
        return new ContainerEngine() {
            @Override
            public Optional<Container> inspect(String name) {
                before.accept(name);
                return container;
            }

            @Override
            public List<String> running() {
                return List.of();
            }

            @Override
            public void follow(Runnable connected, Consumer<Event> consumer) {
                connected.run();
            }
        };
    }

    private static Container container(boolean running, Optional<String> health) {
        return new Container(
                "abc",
                "front",
                "nginx",
                running,
                health,
                false,
                new TreeMap<>(),
                Map.of(),
                Map.of(),
                Optional.of(Instant.EPOCH));
    }

    @Test
    void dockerPassesWhatRunsAndIsHealthyIfItSaysSo() {
        CheckKind docker = new CheckKind.Docker();
        Target target = at(80);
        assertThat(asking(container(true, Optional.empty())).failure(docker, target, AMPLE))
                .isEmpty();
        assertThat(asking(container(true, Optional.of("healthy"))).failure(docker, target, AMPLE))
                .isEmpty();
        assertThat(asking(container(true, Optional.of("unhealthy"))).failure(docker, target, AMPLE))
                .contains("the container front is unhealthy");
        assertThat(asking(container(false, Optional.empty())).failure(docker, target, AMPLE))
                .contains("the container front does not run");
        assertThat(new NetworkProbe(engine(name -> {}, Optional.empty())).failure(docker, target, AMPLE))
                .contains("there is no container front");
    }

    @Test
    void dockerFailsWhenTheEngineDoesNotAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean letGo = new AtomicBoolean();
        ContainerEngine hanging = engine(
                name -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        letGo.set(true);
                    }
                },
                Optional.empty());
        failsInTime(new NetworkProbe(hanging), new CheckKind.Docker(), at(80));
        await().untilTrue(letGo);
    }
}
