package dev.flotilla.benchmarks.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The gateway's HTTP API, as a pipeline uses it: fleet's, and of ours what fleet's does not say. */
final class FleetApi {
    private static final Pattern STATE = Pattern.compile("\\{[^{}]*\\}");
    private static final Pattern ACTIVE = Pattern.compile("\"systemdActiveState\"\\s*:\\s*\"active\"");
    private static final Pattern NAME = text("name");
    private static final Pattern MACHINE = text("machineID");
    private static final Pattern NEXT_PAGE = text("nextPageToken");
    private static final Pattern CANDIDATE = text("candidate");
    private static final Pattern SERVICE = text("service");
    private static final Pattern REVISION = Pattern.compile("\"revision\"\\s*:\\s*(\\d+)");
    private static final Pattern IP = Pattern.compile("\"primaryIP\"");
    /** As many as the command line sends at the same time. */
    private static final int CLIENTS = 16;

    private static final Duration BRIEFLY = Duration.ofMillis(2);
    /** A look at all states is work for the gateway and the client, which share the box with what is measured. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final String UNIT = """
            {"desiredState":"launched","options":[{"section":"Service","name":"ExecStart","value":"/bin/sleep 100000"}%s]}""";
    private static final String OFFER = """
            ,{"section":"X-Discovery","name":"Service","value":"bench"},{"section":"X-Discovery","name":"Port","value":"8080"}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String gateway;

    /** @param gateway its URL, without a path */
    FleetApi(String gateway) {
        this.gateway = gateway;
    }

    private static Pattern text(String field) {
        return Pattern.compile("\"" + field + "\"\\s*:\\s*\"([^\"]+)\"");
    }

    void launch(String unit) {
        put(unit, UNIT.formatted(""));
    }

    /** Launches a unit that says where it can be reached. */
    void offer(String unit) {
        put(unit, UNIT.formatted(OFFER));
    }

    private void put(String unit, String body) {
        send(fleet("/units/" + unit).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    void destroy(String unit) {
        send(fleet("/units/" + unit).DELETE());
    }

    /** By some clients at once. */
    static void together(List<String> units, Consumer<String> call) {
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            var calls = units.stream()
                    .map(unit -> CompletableFuture.runAsync(() -> call.accept(unit), clients))
                    .toList();
            calls.forEach(CompletableFuture::join);
        }
    }

    void awaitActive(String unit) {
        Wait.until(unit, BRIEFLY, () -> ACTIVE.matcher(
                        send(fleet("/state?unitName=" + unit).GET()))
                .find());
    }

    void awaitActive(int count) {
        Wait.until(count + " active units", PAUSE, () -> active().count() == count);
    }

    /** Waits until each of these is active on another machine than this. */
    void awaitElsewhere(Set<String> units, String machineId) {
        Wait.until("units elsewhere than on " + machineId, PAUSE, () -> active().filter(
                        state -> !first(MACHINE, state).equals(machineId))
                .map(state -> first(NAME, state))
                .collect(Collectors.toSet())
                .containsAll(units));
    }

    /** Waits until no unit has a state any more. */
    void awaitNothing() {
        Wait.until("the end of all units", PAUSE, () -> states().findAny().isEmpty());
    }

    /** Waits until so many instances of services are published. */
    void awaitOffers(int count) {
        Wait.until(
                count + " published instances",
                PAUSE,
                () -> SERVICE.matcher(send(own("/services"))).results().count() == count);
    }

    /** The names of the units that are active there. */
    Set<String> activeOn(String machineId) {
        return active().filter(state -> first(MACHINE, state).equals(machineId))
                .map(state -> first(NAME, state))
                .collect(Collectors.toSet());
    }

    long machines() {
        return IP.matcher(send(fleet("/machines").GET())).results().count();
    }

    /** The scheduler that leads, by its name in the election. */
    String leader() {
        return first(CANDIDATE, send(own("/leader")));
    }

    /** Every write of the store is a revision. */
    long revision() {
        return Long.parseLong(first(REVISION, send(own("/states"))));
    }

    private Stream<String> active() {
        return states().filter(state -> ACTIVE.matcher(state).find());
    }

    /** What fleet's API says of every unit on every machine. */
    private Stream<String> states() {
        List<String> states = new ArrayList<>();
        String token = "";
        do {
            String page = send(fleet("/state" + token).GET());
            STATE.matcher(page).results().map(MatchResult::group).forEach(states::add);
            var next = NEXT_PAGE.matcher(page);
            token = next.find() ? "?nextPageToken=" + next.group(1) : "";
        } while (!token.isEmpty());
        return states.stream().filter(state -> state.contains("systemdActiveState"));
    }

    private static String first(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        if (!match.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return match.group(1);
    }

    private HttpRequest.Builder fleet(String path) {
        return request("/fleet/v1" + path);
    }

    private HttpRequest.Builder own(String path) {
        return request("/v1" + path).GET();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path)).timeout(Duration.ofSeconds(30));
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
