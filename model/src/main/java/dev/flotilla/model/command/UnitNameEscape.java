package dev.flotilla.model.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** systemd-escape(1), undone. */
final class UnitNameEscape {
    private static final int HEX_ESCAPE = 4;

    private UnitNameEscape() {}

    /** A dash is a slash, {@code \x2d} the byte it names; a backslash that begins no such escape stays. */
    static String unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isHexEscape(text, at)) {
                bytes.write(HexFormat.fromHexDigits(text, at + 2, at + HEX_ESCAPE));
                at += HEX_ESCAPE;
            } else {
                // A unit's name is ASCII.
                bytes.write(c == '-' ? '/' : c);
                at++;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHexEscape(String text, int at) {
        return text.startsWith("\\x", at)
                && at + HEX_ESCAPE <= text.length()
                && HexFormat.isHexDigit(text.charAt(at + 2))
                && HexFormat.isHexDigit(text.charAt(at + 3));
    }
}
