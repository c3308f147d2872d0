package dev.flotilla.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An answer's status line and headers (RFC 9112).
 *
 * @param headers by name in lower case; of a repeated one the last
 */
record ResponseHead(int status, boolean http10, Map<String, String> headers) {
    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final int MISSED_HEARTBEATS = 3;
    /** A gateway that does not tell its heartbeat has one every 5 min at least. */
    private static final Duration UNTOLD_SILENCE = Duration.ofMinutes(10);

    ResponseHead {
        headers = Map.copyOf(headers);
    }

    /** Reads to the empty line; interim answers (1xx) are skipped. */
    static ResponseHead read(InputStream in) throws IOException {
        ResponseHead head = readOne(in);
        while (head.status < 200) {
            head = readOne(in);
        }
        return head;
    }

    private static ResponseHead readOne(InputStream in) throws IOException {
        String line = readLine(in);
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5]\\d\\d")) {
            throw new ProtocolException("no HTTP answer: \"" + line.strip() + "\"");
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            if (colon <= 0 || headers.size() > MAX_HEADERS) {
                throw new ProtocolException("a broken HTTP header: \"" + header.strip() + "\"");
            }
            headers.put(
                    header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new ResponseHead(Integer.parseInt(parts[1]), parts[0].equals("HTTP/1.0"), headers);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** For how long nothing may come of the body while the other side is there; zero: it may never say anything. */
    Duration longestSilence() {
        double heartbeat = heartbeatSeconds();
        if (heartbeat > 0 && heartbeat < Duration.ofDays(1).toSeconds()) {
            return Duration.ofMillis(Math.round(heartbeat * 1000 * MISSED_HEARTBEATS));
        }
        return header("content-type").startsWith("text/event-stream") ? UNTOLD_SILENCE : Duration.ZERO;
    }

    private double heartbeatSeconds() {
        try {
            return Double.parseDouble(header("flotilla-heartbeat"));
        } catch (NumberFormatException e) {
            return 0; // not told, or in a way that is not known here
        }
    }

    /** Whether the connection can carry another request after this answer's body. */
    boolean keepsConnection() {
        String connection = header("connection").toLowerCase(Locale.ROOT);
        return !connection.contains("close") && !http10 && hasLength();
    }

    private boolean hasLength() {
        return isChunked() || headers.containsKey("content-length") || hasNoBody();
    }

    boolean isChunked() {
        return header("transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked");
    }

    boolean hasNoBody() {
        return status == 204 || status == 304;
    }

    /** A line without its end; at most 64 KiB. */
    static String readLine(InputStream in) throws IOException {
        var line = new java.io.ByteArrayOutputStream(128);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended within an answer");
            }
            if (line.size() >= MAX_LINE) {
                throw new ProtocolException("an endless line in an answer");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
