package dev.flotilla.model.unit;

import java.nio.charset.StandardCharsets;

/** What no line of a unit file may have: characters that are no text, and more bytes than systemd reads. */
final class LineCheck {
    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private LineCheck() {}

    /** The index of the first character that is no text: a control character but the tab, or half a surrogate pair; -1. */
    static int firstForbidden(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < line.length()
                        && Character.isLowSurrogate(line.charAt(i + 1))) {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }

    static String forbidden(char c) {
        return c == 0
                ? "a NUL byte has no place in a unit file"
                : String.format("the character U+%04X has no place in a unit file", (int) c);
    }

    static boolean isTooLong(String line) {
        return line.length() * MOST_BYTES_OF_A_CHAR > UnitFile.MAX_LINE_BYTES && bytes(line) > UnitFile.MAX_LINE_BYTES;
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static String tooLong() {
        return "line too long (max " + UnitFile.MAX_LINE_BYTES + " bytes)";
    }
}
