package dev.flotilla.benchmarks.cluster;

import dev.flotilla.benchmarks.process.ProcessFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A local cluster of its own, driven over fleet's HTTP API. */
final class BenchedCluster implements AutoCloseable {
    private static final int PORT_BASE = Integer.parseInt(System.getenv().getOrDefault("FLOTILLA_PORT_BASE", "45000"));
    private static final Pattern ACTIVE = Pattern.compile("\"systemdActiveState\"\\s*:\\s*\"active\"");
    private static final Pattern NEXT_PAGE = Pattern.compile("\"nextPageToken\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path root;
    private final Path home;

    private BenchedCluster(Path root, Path home) {
        this.root = root;
        this.home = home;
    }

    static BenchedCluster up(Path root, List<String> options) throws IOException, InterruptedException {
        var cluster = new BenchedCluster(root, Files.createTempDirectory("flotilla-bench"));
        var words = new ArrayList<>(List.of("up", "--detach"));
        words.addAll(options);
        cluster.flotilla(words.toArray(String[]::new));
        return cluster;
    }

    private void flotilla(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(root.resolve("flotilla").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("FLOTILLA_HOME", home.toString());
        builder.environment().put("FLOTILLA_PORT_BASE", Integer.toString(PORT_BASE));
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException("./flotilla " + String.join(" ", words) + " failed");
        }
    }

    void launch(String name) {
        String body = """
                {"desiredState":"launched","options":[{"section":"Service","name":"ExecStart","value":"/bin/sleep 100000"}]}""";
        int status = send(request("/units/" + name)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)))
                .status();
        if (status != 201) {
            throw new IllegalStateException("PUT " + name + ": " + status);
        }
    }

    void destroy(String name) {
        send(request("/units/" + name).DELETE());
    }

    /** Looks every few milliseconds: one that asks without a pause takes the processors from what it measures. */
    void awaitActive(String unit) throws InterruptedException {
        while (!ACTIVE.matcher(send(request("/state?unitName=" + unit).GET()).body())
                .find()) {
            Thread.sleep(2);
        }
    }

    /** Waits until exactly so many units are active. */
    void awaitActive(int count) throws InterruptedException {
        while (active() != count) {
            Thread.sleep(50);
        }
    }

    private long active() {
        long active = 0;
        String token = "";
        do {
            String page = send(request("/state" + token).GET()).body();
            active += ACTIVE.matcher(page).results().count();
            var next = NEXT_PAGE.matcher(page);
            token = next.find() ? "?nextPageToken=" + next.group(1) : "";
        } while (!token.isEmpty());
        return active;
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (PORT_BASE + 1) + "/fleet/v1" + path))
                .timeout(Duration.ofSeconds(10));
    }

    private record Answer(int status, String body) {}

    private Answer send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How long the command line client takes to say how it is used: what kind of box this is. */
    double helpMillis() throws IOException, InterruptedException {
        long start = System.nanoTime();
        flotilla("--help");
        return (System.nanoTime() - start) / 1e6;
    }

    Sample sample() {
        var cpu = new TreeMap<String, Double>();
        var memory = new TreeMap<String, Long>();
        try (var services = Files.list(home.resolve("services"))) {
            for (Path service : services.toList()) {
                String pid = Files.readString(service.resolve("pid")).strip();
                String name = service.getFileName().toString();
                cpu.put(name, ProcessFigures.cpuSeconds(pid));
                memory.put(name, ProcessFigures.residentMebibytes(pid));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sample(System.nanoTime(), cpu, memory, revision());
    }

    /** Every write of the store is a revision. */
    private long revision() {
        String body = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (PORT_BASE + 1) + "/v1/states"))
                        .GET())
                .body();
        var revision = Pattern.compile("\"revision\"\\s*:\\s*(\\d+)").matcher(body);
        if (!revision.find()) {
            throw new IllegalStateException("/v1/states has no revision: " + body);
        }
        return Long.parseLong(revision.group(1));
    }

    /** What the services had used at one moment. */
    record Sample(long nanos, Map<String, Double> cpuSeconds, Map<String, Long> memory, long revision) {
        double writesSince(Sample before) {
            return (revision - before.revision) * 1e9 / (nanos - before.nanos);
        }

        Map<String, Double> cpuSince(Sample before) {
            var percent = new TreeMap<String, Double>();
            cpuSeconds.forEach((service, seconds) -> percent.put(
                    service, (seconds - before.cpuSeconds.getOrDefault(service, 0.0)) * 1e11 / (nanos - before.nanos)));
            return percent;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        flotilla("down", "--wipe");
    }
}
