package dev.flotilla.cli.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Percent-encoding (RFC 3986). */
final class Paths {
    private static final String UNRESERVED = "-._~@:";

    private Paths() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
