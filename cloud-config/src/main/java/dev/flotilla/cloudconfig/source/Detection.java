package dev.flotilla.cloudconfig.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells what user-data is; the order of the tests is coreos-cloudinit's. Any bytes have an answer. */
public final class Detection {
    /** The first line of a cloud-config. */
    public static final String HEADER = "#cloud-config";

    /** How deep messages may lie inside of each other. */
    private static final int MAX_DEPTH = 4;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Detection() {}

    /** What the payload is, unpacked when it is gzip. */
    public static UserData detect(byte[] payload) {
        return detect(payload, 0);
    }

    static UserData detect(byte[] payload, int depth) {
        if (depth > MAX_DEPTH) {
            return new UserData.Unrecognized("packed more than " + MAX_DEPTH + " times");
        }
        if (Gzip.isGzip(payload)) {
            return Gzip.unpack(payload)
                    .map(bytes -> detect(bytes, depth + 1))
                    .orElseGet(() -> new UserData.Unrecognized("looks like gzip but cannot be unpacked to at most "
                            + Gzip.MAX_UNPACKED_BYTES / (1024 * 1024) + " MiB"));
        }
        return detectText(payload, depth);
    }

    private static UserData detectText(byte[] payload, int depth) {
        String text = new String(payload, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return new UserData.Empty();
        }
        String firstLine = firstLine(text);
        if (firstLine.startsWith("#!")) {
            return new UserData.Script(text);
        }
        if (isIgnition(text)) {
            return new UserData.Ignition(text);
        }
        if (firstLine.stripTrailing().equals(HEADER)) {
            return new UserData.CloudConfigText(text);
        }
        return MimeMessage.parse(payload)
                .<UserData>map(message -> new UserData.Multipart(parts(message, depth)))
                .orElseGet(() -> new UserData.Unrecognized(reason(firstLine)));
    }

    private static List<UserData> parts(MimeMessage message, int depth) {
        return message.parts().stream().map(part -> part(part, depth + 1)).toList();
    }

    private static UserData part(MimeMessage.Part part, int depth) {
        UserData detected = detect(part.content(), depth);
        if (detected instanceof UserData.Unrecognized) {
            String text = new String(part.content(), StandardCharsets.UTF_8);
            return switch (part.contentType()) {
                case "text/cloud-config" -> new UserData.CloudConfigText(text);
                case "text/x-shellscript" -> new UserData.Script(text);
                default -> detected;
            };
        }
        return detected;
    }

    private static String reason(String firstLine) {
        if (firstLine.indexOf(BYTE_ORDER_MARK) == 0) {
            return "the first line begins with a byte order mark; save the file as UTF-8 without one";
        }
        if (firstLine.strip().equalsIgnoreCase(HEADER)
                || firstLine.replace(" ", "").startsWith(HEADER)) {
            return "the first line must be exactly \"" + HEADER + "\"";
        }
        return "must be \"" + HEADER + "\", multipart mime or begin with \"#!\"";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static boolean isIgnition(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return false;
        }
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("ignitionVersion") || name.equals("ignition") && hasVersion(json, value)) {
                    return true;
                }
                json.skipChildren();
            }
            return false;
        } catch (IOException broken) {
            return false;
        }
    }

    private static boolean hasVersion(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            return false;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            if (json.currentName().equals("version")) {
                return true;
            }
            json.nextToken();
            json.skipChildren();
        }
        return false;
    }
}
