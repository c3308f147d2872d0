package dev.flotilla.benchmarks.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** fleet's HTTP API, as a pipeline uses it. */
final class FleetApi {
    private static final Pattern ACTIVE = Pattern.compile("\"systemdActiveState\"\\s*:\\s*\"active\"");
    private static final Pattern NEXT_PAGE = Pattern.compile("\"nextPageToken\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern IP = Pattern.compile("\"primaryIP\"");
    private static final int CLIENTS = 4;
    private static final String UNIT = """
            {"desiredState":"launched","options":[{"section":"Service","name":"ExecStart","value":"/bin/sleep 100000"}]}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    FleetApi(String base) {
        this.base = base;
    }

    void launch(String unit) {
        send(request("/units/" + unit)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(UNIT)));
    }

    void destroy(String unit) {
        send(request("/units/" + unit).DELETE());
    }

    /** By some clients at once. */
    static void together(List<String> units, Consumer<String> call) {
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            units.forEach(unit -> clients.submit(() -> call.accept(unit)));
        }
    }

    /** Looks every few milliseconds: one that asks without a pause takes the processors from what it measures. */
    void awaitActive(String unit) throws InterruptedException {
        while (!ACTIVE.matcher(send(request("/state?unitName=" + unit).GET())).find()) {
            Thread.sleep(2);
        }
    }

    void awaitActive(int count) throws InterruptedException {
        while (active() != count) {
            Thread.sleep(20);
        }
    }

    /** Waits until no unit has a state any more. */
    void awaitNothing() throws InterruptedException {
        while (send(request("/state").GET()).contains("systemdActiveState")) {
            Thread.sleep(20);
        }
    }

    long machines() {
        return IP.matcher(send(request("/machines").GET())).results().count();
    }

    private long active() {
        long active = 0;
        String token = "";
        do {
            String page = send(request("/state" + token).GET());
            active += ACTIVE.matcher(page).results().count();
            var next = NEXT_PAGE.matcher(page);
            token = next.find() ? "?nextPageToken=" + next.group(1) : "";
        } while (!token.isEmpty());
        return active;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
    }

    private String send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new UncheckedIOException(new IOException(answer.statusCode() + ": " + answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
