package dev.flotilla.cli.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A gateway over a {@link FakeCluster}, on a free port of loopback, answering as docs/reference/http-api.md says. */
public final class FakeGateway implements AutoCloseable {
    private static final String LOOPBACK = "Host=: 127.0.0.1 is a loopback address";

    private final FakeCluster cluster;
    private final HttpServer server;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> changes = Collections.synchronizedList(new ArrayList<>());
    private final List<String> users = Collections.synchronizedList(new ArrayList<>());
    private volatile CountDownLatch company = new CountDownLatch(0);
    private int outages;
    private int outagesAfterChange;

    public FakeGateway(FakeCluster cluster) throws IOException {
        this.cluster = cluster;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Method, path and query of each request, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The bodies of the requests that have one, in order. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** The bodies' senders, as their header says. */
    public List<String> users() {
        return List.copyOf(users);
    }

    /** The next requests are answered with 503. */
    public synchronized void failNext(int times) {
        outages = times;
    }

    /** Those that follow the next change are. */
    public synchronized void failAfterNextChange(int times) {
        outagesAfterChange = times;
    }

    /** The next changes are made only when so many have been asked for at the same time, and refused when they do not come. */
    public void waitForChanges(int count) {
        company = new CountDownLatch(count);
    }

    private boolean comesAlone(String method) {
        if (method.equals("GET")) {
            return false;
        }
        CountDownLatch together = company;
        together.countDown();
        try {
            return !together.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        requests.add(exchange.getRequestMethod() + " " + path + (query.isEmpty() ? "" : "?" + query));
        users.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Flotilla-User")));
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (body.length > 0) {
            changes.add(new String(body, StandardCharsets.UTF_8));
        }
        try (exchange) {
            if (isOut(exchange.getRequestMethod())) {
                problem(exchange, 503, "unavailable", "the registry does not answer");
                return;
            }
            if (comesAlone(exchange.getRequestMethod())) {
                problem(exchange, 409, "conflict", "nobody else came");
                return;
            }
            route(exchange, path, query, new String(body, StandardCharsets.UTF_8));
        }
    }

    private synchronized boolean isOut(String method) {
        if (outages > 0) {
            outages--;
            return true;
        }
        if (!method.equals("GET")) {
            outages = outagesAfterChange;
            outagesAfterChange = 0;
        }
        return false;
    }

    private void route(HttpExchange exchange, String path, String query, String body) throws IOException {
        String call = exchange.getRequestMethod() + " " + path;
        if (path.startsWith("/v1/units/")) {
            unit(exchange, path.substring("/v1/units/".length()), query, body);
            return;
        }
        if (call.startsWith("GET /v1/services")) {
            services(exchange, path.substring("/v1/services".length()), query);
            return;
        }
        if (call.startsWith("DELETE /v1/join-tokens/")) {
            revoke(exchange, path.substring("/v1/join-tokens/".length()));
            return;
        }
        switch (call) {
            case "GET /v1/units" -> answer(exchange, 200, list("units", cluster.units()));
            case "GET /v1/states" -> answer(exchange, 200, list("states", cluster.states()));
            case "GET /v1/machines" ->
                answer(exchange, 200, list("machines", cluster.machines(query.contains("all=true"))));
            case "GET /v1/events" -> events(exchange, query);
            case "GET /v1/brake" -> answer(exchange, 200, cluster.brake());
            case "POST /v1/brake/release" -> {
                cluster.releaseBrake();
                answer(exchange, 200, cluster.brake());
            }
            case "GET /v1/join-tokens" -> answer(exchange, 200, list("tokens", cluster.joinTokens()));
            case "POST /v1/join-tokens" -> answer(exchange, 201, cluster.createJoinToken(Json.parse(body)));
            case "PATCH /fleet/v1/machines" -> patch(exchange, body);
            default -> problem(exchange, 404, "not-found", "no such resource");
        }
    }

    private void revoke(HttpExchange exchange, String id) throws IOException {
        if (cluster.revokeJoinToken(id)) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            problem(exchange, 404, "not-found", "there is no join token " + id);
        }
    }

    private void unit(HttpExchange exchange, String rest, String query, String body) throws IOException {
        int slash = rest.indexOf('/');
        String name = decode(slash < 0 ? rest : rest.substring(0, slash));
        String what = slash < 0 ? "" : rest.substring(slash + 1);
        String method = exchange.getRequestMethod();
        if (!cluster.has(name) && !method.equals("PUT")) {
            problem(exchange, 404, "not-found", "unit " + name + " does not exist");
        } else if (what.equals("explain")) {
            answer(exchange, 200, cluster.explanation(name));
        } else if (what.equals("status")) {
            status(exchange, name);
        } else if (what.equals("logs")) {
            logs(exchange, name, query);
        } else if (method.equals("GET")) {
            answer(exchange, 200, cluster.unit(name));
        } else if (method.equals("DELETE")) {
            cluster.destroy(name);
            answer(exchange, 200, new Json.Fields(Map.of("outcome", Json.of("destroyed"))));
        } else {
            put(exchange, name, Json.parse(body));
        }
    }

    private void services(HttpExchange exchange, String rest, String query) throws IOException {
        Optional<String> service = rest.isEmpty() ? Optional.empty() : Optional.of(decode(rest.substring(1)));
        Optional<Json> found = cluster.services(service, query.contains("all=true"));
        if (found.isPresent()) {
            answer(exchange, 200, found.get());
        } else {
            problem(exchange, 404, "not-found", "no instance of a service " + service.orElse("") + " is known");
        }
    }

    private void put(HttpExchange exchange, String name, Json body) throws IOException {
        String desired = body.at("desiredState").text();
        if (name.contains("@.") && !desired.equals("inactive")) {
            problem(exchange, 400, "invalid", "cannot activate template \"" + name + "\"");
        } else if (!cluster.has(name) && !body.at("options").isPresent()) {
            problem(exchange, 409, "conflict", "unit does not exist and options field empty");
        } else if (loopbackHost(body) >= 0) {
            problem(exchange, 400, "invalid", LOOPBACK, Optional.of("options[" + loopbackHost(body) + "]"));
        } else {
            boolean created = cluster.put(name, desired, body.at("options"));
            answer(exchange, created ? 201 : 200, new Json.Fields(Map.of("name", Json.of(name))));
        }
    }

    /** What only a cluster can judge; -1 when there is none. */
    private static int loopbackHost(Json body) {
        int index = 0;
        for (Json option : body.at("options").items()) {
            if (option.at("name").text().equals("Host")
                    && option.at("value").text().startsWith("127.")) {
                return index;
            }
            index++;
        }
        return -1;
    }

    private void status(HttpExchange exchange, String name) throws IOException {
        Optional<Json> status = cluster.status(name);
        if (status.isEmpty()) {
            problem(exchange, 409, "conflict", "unit " + name + " is on no machine");
        } else {
            answer(exchange, 200, status.get());
        }
    }

    private void logs(HttpExchange exchange, String name, String query) throws IOException {
        if (cluster.status(name).isEmpty()) {
            problem(exchange, 409, "conflict", "unit " + name + " is on no machine");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        for (String line : cluster.log(name, query)) {
            exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private void events(HttpExchange exchange, String query) throws IOException {
        if (query.contains("follow=false")) {
            answer(exchange, 200, list("events", cluster.events(query)));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        out.write(": hello\nevent: ready\ndata: {\"revision\":0}\n\n".getBytes(StandardCharsets.UTF_8));
        for (Json event : cluster.events(query)) {
            String text = "id: " + event.at("revision").text() + "\nevent: "
                    + event.at("type").text() + "\ndata: " + JsonText.compact(event) + "\n\n";
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private void patch(HttpExchange exchange, String body) throws IOException {
        for (Json operation : Json.parse(body).items()) {
            String[] path = operation.at("path").text().split("/");
            if (!cluster.hasMachine(path[1])) {
                problem(exchange, 400, "invalid", "no machine " + path[1]);
                return;
            }
            cluster.metadata(
                    path[1],
                    path[3].replace("~1", "/").replace("~0", "~"),
                    operation.at("value").textIfAny());
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private static Json list(String name, List<Json> items) {
        return new Json.Fields(Map.of(name, new Json.Items(items)));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, Json json) throws IOException {
        send(exchange, status, "application/json", JsonText.compact(json));
    }

    private static void problem(HttpExchange exchange, int status, String kind, String detail) throws IOException {
        problem(exchange, status, kind, detail, Optional.empty());
    }

    private static void problem(HttpExchange exchange, int status, String kind, String detail, Optional<String> field)
            throws IOException {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("kind", Json.of(kind));
        fields.put("detail", Json.of(detail));
        field.ifPresent(name -> fields.put("field", Json.of(name)));
        send(exchange, status, "application/problem+json", JsonText.compact(new Json.Fields(fields)));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
