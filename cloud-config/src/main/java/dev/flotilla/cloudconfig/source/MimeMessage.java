package dev.flotilla.cloudconfig.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little of MIME that user-data uses: a multipart message (RFC 2046) whose parts are plain or base64. */
record MimeMessage(List<Part> parts) {
    private static final Pattern HEADER = Pattern.compile("([!-9;-~]+):[ \\t]*(.*)");
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]+)\"|([^\\s;]+))", Pattern.CASE_INSENSITIVE);

    /** One part: its type in lower case without parameters, and its content with the transfer encoding undone. */
    record Part(String contentType, byte[] content) {}

    MimeMessage {
        parts = List.copyOf(parts);
    }

    /** The message; empty when the bytes are none. A part may be of any bytes: a character stands for each. */
    static Optional<MimeMessage> parse(byte[] payload) {
        Entity message = Entity.read(new String(payload, StandardCharsets.ISO_8859_1));
        if (!type(message).startsWith("multipart/")) {
            return Optional.empty();
        }
        Matcher boundary = BOUNDARY.matcher(message.header("content-type"));
        if (!boundary.find()) {
            return Optional.empty();
        }
        String word = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        return Optional.of(new MimeMessage(
                split(message.body(), word).stream().map(MimeMessage::part).toList()));
    }

    private static Part part(String text) {
        Entity entity = Entity.read(text);
        String body = entity.body();
        if (entity.header("content-transfer-encoding").strip().equalsIgnoreCase("base64")) {
            return new Part(type(entity), Base64.getMimeDecoder().decode(decodable(body)));
        }
        return new Part(type(entity), body.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What of a broken base64 text can be decoded: the decoder refuses a dangling character and a stray pad. */
    private static String decodable(String body) {
        String letters = body.replaceAll("[^A-Za-z0-9+/]", "");
        return letters.length() % 4 == 1 ? letters.substring(0, letters.length() - 1) : letters;
    }

    private static String type(Entity entity) {
        String value = entity.header("content-type");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static List<String> split(String body, String boundary) {
        List<String> parts = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean inside = false;
        for (String line : body.split("(?<=\n)", -1)) {
            String bare = line.stripTrailing();
            if (bare.equals("--" + boundary) || bare.equals("--" + boundary + "--")) {
                if (inside) {
                    parts.add(withoutLastLineEnd(current));
                }
                current.setLength(0);
                inside = bare.length() == boundary.length() + 2;
            } else if (inside) {
                current.append(line);
            }
        }
        if (inside) {
            parts.add(withoutLastLineEnd(current));
        }
        return parts;
    }

    /** The line end before a boundary belongs to the boundary. */
    private static String withoutLastLineEnd(StringBuilder text) {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(0, end);
    }

    /** Headers in lower case, and what follows the blank line after them. */
    private record Entity(Map<String, String> headers, String body) {
        static Entity read(String text) {
            Map<String, String> headers = new LinkedHashMap<>();
            String last = "";
            int at = 0;
            while (at < text.length()) {
                int end = text.indexOf('\n', at);
                String line = end < 0 ? text.substring(at) : text.substring(at, end);
                at = end < 0 ? text.length() : end + 1;
                if (line.isBlank()) {
                    return new Entity(headers, text.substring(at));
                }
                Matcher header = HEADER.matcher(line.stripTrailing());
                if (!last.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
                    headers.merge(last, line.strip(), (value, more) -> value + " " + more);
                } else if (header.matches()) {
                    last = header.group(1).toLowerCase(Locale.ROOT);
                    headers.put(last, header.group(2));
                } else {
                    return new Entity(Map.of(), text);
                }
            }
            return new Entity(headers, "");
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }
}
