package dev.flotilla.cli.cluster;

import dev.flotilla.cli.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events (WHATWG HTML, 9.2.6) whose data are JSON, and remembers where to resume. */
final class EventStream {
    private final BufferedReader reader;
    private Optional<Long> position;

    /**
     * @param type of the event; {@code message} when none was sent
     * @param data its JSON
     */
    record Event(String type, Json data) {}

    /** @param position the revision that the stream starts after, if known */
    EventStream(InputStream body, Optional<Long> position) {
        this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.position = position;
    }

    /** The revision to go on after; empty when the stream has not said any. */
    Optional<Long> position() {
        return position;
    }

    /** Blocks for the next event; empty at the end of the stream. */
    Optional<Event> next() throws IOException {
        String type = "message";
        StringBuilder data = new StringBuilder();
        Optional<String> id = Optional.empty();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty()) {
                id.ifPresent(this::remember);
                if (!data.isEmpty()) {
                    return Optional.of(event(type, Json.parse(data.toString())));
                }
                type = "message";
                id = Optional.empty();
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "event" -> type = value;
                case "id" -> id = Optional.of(value);
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {
                    // A comment, or a field that this has no use for.
                }
            }
        }
        return Optional.empty();
    }

    private Event event(String type, Json data) {
        if (type.equals("ready") && position.isEmpty()) {
            remember(data.at("revision").text());
        }
        return new Event(type, data);
    }

    private void remember(String revision) {
        try {
            position = Optional.of(Long.parseLong(revision));
        } catch (NumberFormatException e) {
            // An id of another kind cannot be resumed from; the one before still can.
            return;
        }
    }
}
