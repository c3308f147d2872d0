package dev.flotilla.sidekick.edge;

import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.docker.ContainerEngine;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The machine's Docker engine, or one that speaks its API (podman). */
final class DockerEngine implements ContainerEngine {
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;

    private final DockerSocket socket;

    DockerEngine(Path socket) {
        this.socket = new DockerSocket(socket);
    }

    @Override
    public Optional<Container> inspect(String name) throws IOException {
        try (DockerSocket.Answer answer = socket.get("/containers/" + encoded(name) + "/json")) {
            if (answer.status() == NOT_FOUND) {
                return Optional.empty();
            }
            return Optional.of(ContainerJson.read(ok(answer).json().asJsonObject()));
        } catch (RuntimeException e) {
            // Whatever reading them trips over, one container's words must not end more than their reading.
            throw new IOException(
                    "the container engine's words about " + name + " make no sense: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> running() throws IOException {
        try (DockerSocket.Answer answer = socket.get("/containers/json")) {
            List<String> ids = new ArrayList<>();
            for (JsonValue container : ok(answer).json().asJsonArray()) {
                ids.add(container.asJsonObject().getString("Id"));
            }
            return ids;
        } catch (RuntimeException e) {
            throw new IOException("the container engine's list makes no sense", e);
        }
    }

    @Override
    public void follow(Runnable connected, Consumer<Event> consumer) throws IOException {
        String filters = encoded("{\"type\":[\"container\"],\"event\":[\"start\",\"die\"]}");
        try (DockerSocket.Answer answer = socket.get("/events?filters=" + filters)) {
            ok(answer);
            connected.run();
            while (true) {
                event(answer.line()).ifPresent(consumer);
            }
        }
    }

    private static Optional<Event> event(String line) throws IOException {
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject event = reader.readObject();
            String id = event.getJsonObject("Actor").getString("ID");
            return switch (event.getString("Action", "")) {
                case "start" -> Optional.of(new Event(id, true));
                case "die" -> Optional.of(new Event(id, false));
                default -> Optional.empty();
            };
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new IOException("an event of the container engine makes no sense: " + line, e);
        }
    }

    private static DockerSocket.Answer ok(DockerSocket.Answer answer) throws IOException {
        if (answer.status() != OK) {
            throw new IOException("the container engine answers " + answer.status());
        }
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
