package dev.flotilla.model.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The C escapes of systemd.syntax(7), "Quoting". Bytes, because {@code \xE2\x98\x83} is one character. */
final class Escapes {
    private static final String SIMPLE = "abfnrtv\\\"'s";
    private static final byte[] MEANT = {7, '\b', '\f', '\n', '\r', '\t', 11, '\\', '"', '\'', ' '};

    private Escapes() {}

    /**
     * Writes what the backslash at {@code at} and the characters after it mean.
     *
     * @return how many characters they are; 0 when they mean nothing, and nothing was written
     */
    static int unescape(String text, int at, ByteArrayOutputStream out) {
        if (at + 1 >= text.length()) {
            return 0;
        }
        char kind = text.charAt(at + 1);
        int simple = SIMPLE.indexOf(kind);
        if (simple >= 0) {
            out.write(MEANT[simple]);
            return 2;
        }
        return switch (kind) {
            case 'x' -> oneByte(number(text, at + 2, 2, 16), out) ? 4 : 0;
            case 'u' -> character(number(text, at + 2, 4, 16), out) ? 6 : 0;
            case 'U' -> character(number(text, at + 2, 8, 16), out) ? 10 : 0;
            default -> oneByte(number(text, at + 1, 3, 8), out) ? 4 : 0;
        };
    }

    private static boolean oneByte(long value, ByteArrayOutputStream out) {
        if (value <= 0 || value > 0xff) {
            return false;
        }
        out.write((int) value);
        return true;
    }

    private static boolean character(long value, ByteArrayOutputStream out) {
        if (value <= 0 || value > Character.MAX_CODE_POINT || isSurrogate(value)) {
            return false;
        }
        out.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static boolean isSurrogate(long value) {
        return value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    }

    /** Exactly so many digits; -1 when they are not. */
    private static long number(String text, int from, int digits, int radix) {
        if (from + digits > text.length()) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            // Character.digit takes digits of every script.
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
