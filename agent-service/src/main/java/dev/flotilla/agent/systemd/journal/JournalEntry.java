package dev.flotilla.agent.systemd.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.flotilla.agent.runtime.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An entry of {@code journalctl -o json}: one JSON object on a line, see journal-export-formats. */
final class JournalEntry {
    /** The fields a log line is made of; others need not be written. */
    static final String FIELDS = "MESSAGE,SYSLOG_IDENTIFIER,_COMM,_PID,SYSLOG_PID,__REALTIME_TIMESTAMP";

    private static final JsonFactory JSON = new JsonFactory();

    private String message = "";
    private String identifier = "";
    private String command = "";
    private long pid;
    private Instant time = Instant.EPOCH;

    private JournalEntry() {}

    /** IOException when it is no JSON object, or a field is not what it should be. */
    static LogLine parse(String line) throws IOException {
        JournalEntry entry = new JournalEntry();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a journal entry: " + line);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                entry.take(field, value(parser));
            }
        } catch (NumberFormatException e) {
            throw new IOException("not a journal entry: " + line, e);
        }
        return new LogLine(
                entry.time, entry.identifier.isEmpty() ? entry.command : entry.identifier, entry.pid, entry.message);
    }

    private void take(String field, String value) {
        switch (field) {
            case "MESSAGE" -> message = value;
            case "SYSLOG_IDENTIFIER" -> identifier = value;
            case "_COMM" -> command = value;
            case "_PID" -> pid = Long.parseLong(value);
            case "__REALTIME_TIMESTAMP" -> time = Instant.EPOCH.plus(Long.parseLong(value), ChronoUnit.MICROS);
            default -> {}
        }
    }

    /** A string; what is no UTF-8 comes as an array of bytes, a field that is there several times as one of strings. */
    private static String value(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String first = "";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            switch (parser.currentToken()) {
                case VALUE_NUMBER_INT -> bytes.write(parser.getIntValue());
                case VALUE_STRING -> first = first.isEmpty() ? parser.getText() : first;
                case START_ARRAY -> first = first.isEmpty() ? value(parser) : discard(parser, first);
                default -> {}
            }
        }
        return bytes.size() > 0 ? bytes.toString(StandardCharsets.UTF_8) : first;
    }

    private static String discard(JsonParser parser, String kept) throws IOException {
        parser.skipChildren();
        return kept;
    }
}
