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
    private static final Path NULL = Path.of("/dev/null");

    /**
     * The variables it has now.
     *
     * @throws IOException when it cannot be read and must be
     */
    public Map<String, String> read() throws IOException {
        try {
            checkReadable();
            return parse(Files.readString(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (mayBeMissing) {
                return Map.of();
            }
            throw e;
        }
    }

    /** Who reads a pipe waits for its writer, and some devices have no end; /dev/null stands for "none". */
    private void checkReadable() throws IOException {
        boolean special = Files.exists(path) && !Files.isRegularFile(path);
        if (special && !Files.isSameFile(path, NULL)) {
            throw new IOException("Not a regular file");
        }
    }

    /**
     * {@code NAME=value} lines by systemd.exec(5): quotes around a value are taken away, those after its first character are
     * kept, unlike in a shell; a backslash at a line's end goes on with the next, what is no assignment is passed over.
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

        /** Quotes are quotes before the first character outside of them; after it they belong to the value. */
        String value() {
            var value = new StringBuilder();
            skipBlanks();
            while (hasMore() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
                quoted(text.charAt(at++), value);
                skipBlanks();
            }
            unquoted(value);
            return value.toString();
        }

        private void skipBlanks() {
            while (hasMore() && isBlank(text.charAt(at))) {
                at++;
            }
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        /** The rest of the line, without the blanks at its end. */
        private void unquoted(StringBuilder value) {
            int keep = value.length();
            while (hasMore() && text.charAt(at) != '\n') {
                char c = text.charAt(at++);
                if (c == '\\') {
                    escaped(value);
                    keep = value.length();
                } else {
                    value.append(c);
                    keep = isBlank(c) ? keep : value.length();
                }
            }
            at++;
            value.setLength(keep);
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
