package dev.flotilla.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A further gateway of a local cluster, which knows one replica of the registry and no other. */
final class LocalGateway implements AutoCloseable {
    private static final Path JAR = Launcher.ROOT.resolve("gateway/target/quarkus-app/quarkus-run.jar");

    private static final int PORT = 49153;

    private final Process process;
    private final String url;
    private final Path log;

    private LocalGateway(Process process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /** Returns when it is ready. */
    static LocalGateway of(int registryPort) {
        try {
            String address = Loopback.address();
            Path log = Files.createTempFile("flotilla-gateway", ".log");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                            "-Dflotilla.gateway.registry=127.0.0.1:" + registryPort,
                            "-Dquarkus.http.host=" + address,
                            "-Dquarkus.http.port=" + PORT,
                            "-jar",
                            JAR.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var gateway = new LocalGateway(process, "http://" + address + ":" + PORT, log);
            gateway.awaitReady();
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a slash at its end. */
    String url() {
        return url;
    }

    private void awaitReady() {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(url + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> http.send(ready, BodyHandlers.ofString()).statusCode() == 200);
        } catch (RuntimeException e) {
            close();
            throw new AssertionError("the gateway is not ready\n" + Launcher.read(log), e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
