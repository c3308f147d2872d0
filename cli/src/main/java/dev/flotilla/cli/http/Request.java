package dev.flotilla.cli.http;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * One request. All of the gateway's are safe to repeat: they say what shall be, not what shall be done; and where that could be
 * misread, because a finished unit that shall be launched is started once more, a key says that it is the same request.
 *
 * @param method for example {@code GET}
 * @param path with its query, percent-encoded, from the first slash on
 * @param body JSON
 * @param accept the type of answer asked for
 * @param trailers whether the answer may say things behind its body
 * @param key the same whenever this request is sent, and another one's is different
 */
public record Request(
        String method, String path, Optional<String> body, String accept, boolean trailers, Optional<String> key) {
    private static final String JSON = "application/json";

    public Request {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(accept, "accept");
        Objects.requireNonNull(key, "key");
    }

    public static Request get(String path) {
        return new Request("GET", path, Optional.empty(), JSON, false, Optional.empty());
    }

    public static Request delete(String path) {
        return new Request("DELETE", path, Optional.empty(), JSON, false, Optional.empty());
    }

    public static Request of(String method, String path, String json) {
        return new Request(method, path, Optional.of(json), JSON, false, Optional.empty());
    }

    public Request accepting(String type) {
        return new Request(method, path, body, type, trailers, key);
    }

    public Request withTrailers() {
        return new Request(method, path, body, accept, true, key);
    }

    /** With a new key. It need not be hard to guess, only different from others: no time is spent on a secure one. */
    public Request keyed() {
        RandomGenerator random = ThreadLocalRandom.current();
        String fresh = new UUID(random.nextLong(), random.nextLong()).toString();
        return new Request(method, path, body, accept, trailers, Optional.of(fresh));
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
        key.ifPresent(same -> head.append("Idempotency-Key: \"").append(same).append("\"\r\n"));
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
