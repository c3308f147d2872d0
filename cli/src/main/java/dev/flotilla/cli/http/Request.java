package dev.flotilla.cli.http;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * One request. All of the gateway's are safe to repeat: they say what shall be, not what shall be done.
 *
 * @param method for example {@code GET}
 * @param path with its query, percent-encoded, from the first slash on
 * @param body JSON
 * @param accept the type of answer asked for
 * @param trailers whether the answer may say things behind its body
 */
public record Request(String method, String path, Optional<String> body, String accept, boolean trailers) {
    private static final String JSON = "application/json";

    public Request {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(accept, "accept");
    }

    public static Request get(String path) {
        return new Request("GET", path, Optional.empty(), JSON, false);
    }

    public static Request delete(String path) {
        return new Request("DELETE", path, Optional.empty(), JSON, false);
    }

    public static Request of(String method, String path, String json) {
        return new Request(method, path, Optional.of(json), JSON, false);
    }

    public Request accepting(String type) {
        return new Request(method, path, body, type, trailers);
    }

    public Request withTrailers() {
        return new Request(method, path, body, accept, true);
    }

    byte[] encode(Endpoint endpoint, String user) {
        byte[] content = body.orElse("").getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(endpoint.basePath())
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.authority())
                .append("\r\nUser-Agent: flotilla\r\nAccept: ")
                .append(accept)
                .append("\r\n");
        if (trailers) {
            head.append("TE: trailers\r\nConnection: TE\r\n");
        }
        if (!user.isEmpty()) {
            head.append("X-Flotilla-User: ").append(user).append("\r\n");
        }
        if (body.isPresent()) {
            head.append("Content-Type: ")
                    .append(JSON)
                    .append("\r\nContent-Length: ")
                    .append(content.length);
            head.append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        // One write, so that it travels in one packet where it can.
        byte[] all = java.util.Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }
}
