package dev.flotilla.model.unit;

import java.util.Optional;

/**
 * The value of an option over one or more lines. A line continues when it ends in an odd number of backslashes; comment
 * lines within a continued value are part of it and do not end it. Both are systemd's rules (systemd.syntax(7)); that
 * the text is kept as written is fleet's.
 */
final class OptionValue {
    private OptionValue() {}

    /** Whether the line asks for another one. */
    static boolean continues(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    static boolean isComment(String line) {
        String text = stripLeading(line);
        return text.startsWith("#") || text.startsWith(";");
    }

    /**
     * The one way to write a value: no white space at its ends, and an empty last line when the one before it asks for
     * another, so that whatever is written after the value cannot become part of it.
     */
    static String canonical(String value) {
        String text = stripLeading(value);
        int last = text.lastIndexOf('\n') + 1;
        String tail = stripTrailing(text.substring(last));
        boolean open = continues(tail) || last > 0 && isComment(tail);
        return text.substring(0, last) + tail + (open ? "\n" : "");
    }

    /** What is wrong with a value that claims to be canonical or could be made so; empty when nothing is. */
    static Optional<String> fault(String value) {
        String[] lines = value.split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            boolean comment = i > 0 && isComment(lines[i]);
            if (!comment && !continues(lines[i])) {
                return Optional.of("a line break in a value must follow a backslash");
            }
        }
        String tail = lines[lines.length - 1];
        boolean comment = lines.length > 1 && isComment(tail);
        if (!comment && !continues(tail) && continues(stripTrailing(tail))) {
            return Optional.of(
                    "white space after the backslash at the end of the line: remove it to continue the line");
        }
        return Optional.empty();
    }

    /** The value as systemd reads it. */
    static String joined(String value) {
        if (value.indexOf('\n') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        String[] lines = value.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (i > 0 && isComment(line)) {
                continue;
            }
            text.append(continues(line) ? line.substring(0, line.length() - 1) + " " : line);
        }
        return stripTrailing(stripLeading(text.toString()));
    }

    static String strip(String text) {
        return stripTrailing(stripLeading(text));
    }

    private static String stripLeading(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    private static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
