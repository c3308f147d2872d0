package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.model.command.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An {@code EnvironmentFile=}.
 *
 * @param mayBeMissing ({@code -})
 */
public record EnvironmentFile(Path path, boolean mayBeMissing) {

    /**
     * The variables it has now.
     *
     * @throws IOException when it cannot be read and must be
     */
    public Map<String, String> read() throws IOException {
        try {
            return parse(Files.readString(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (mayBeMissing) {
                return Map.of();
            }
            throw e;
        }
    }

    /**
     * {@code NAME=value} lines as a shell would write them, by systemd.exec(5): quotes are taken away, a backslash at a
     * line's end goes on with the next, what is no assignment is passed over.
     */
    static Map<String, String> parse(String text) {
        var variables = new LinkedHashMap<String, String>();
        var scanner = new Scanner(text.replace("\r\n", "\n"));
        while (scanner.hasMore()) {
            String name = scanner.name();
            if (!name.isEmpty()) {
                String value = scanner.value();
                if (Environment.isName(name)) {
                    variables.put(name, value);
                }
            }
        }
        return variables;
    }

    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean hasMore() {
            return at < text.length();
        }

        /** Moves behind the equals sign; or behind the line, which then has none. */
        String name() {
            int end = lineEnd();
            String line = text.substring(at, end).stripLeading();
            int equals = text.indexOf('=', at);
            if (line.startsWith("#") || line.startsWith(";") || equals < 0 || equals > end) {
                at = Math.min(text.length(), end + 1);
                return "";
            }
            String name = text.substring(at, equals).strip();
            at = equals + 1;
            return name;
        }

        private int lineEnd() {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }

        String value() {
            var value = new StringBuilder();
            int keep = 0;
            while (hasMore() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            while (hasMore() && text.charAt(at) != '\n') {
                char c = text.charAt(at++);
                if (c == '\'' || c == '"') {
                    quoted(c, value);
                    keep = value.length();
                } else if (c == '\\') {
                    escaped(value);
                    keep = value.length();
                } else {
                    value.append(c);
                    keep = c == ' ' || c == '\t' ? keep : value.length();
                }
            }
            at++;
            return value.substring(0, keep);
        }

        private void quoted(char quote, StringBuilder value) {
            while (hasMore() && text.charAt(at) != quote) {
                char c = text.charAt(at++);
                boolean escapes = c == '\\' && quote == '"' && hasMore();
                if (!escapes) {
                    value.append(c);
                } else if (text.charAt(at) == '\n') {
                    at++;
                } else {
                    boolean special = "\"\\`$".indexOf(text.charAt(at)) >= 0;
                    value.append(special ? "" : "\\").append(text.charAt(at++));
                }
            }
            at++;
        }

        private void escaped(StringBuilder value) {
            if (hasMore()) {
                char next = text.charAt(at++);
                if (next != '\n') {
                    value.append(next);
                }
            }
        }
    }
}
