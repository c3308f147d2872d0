package dev.flotilla.agent.systemd.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Object paths of units: whatever is not an ASCII letter or digit is written as {@code _} and two hex digits. */
final class UnitPath {
    private static final String PREFIX = "/org/freedesktop/systemd1/unit/";

    private UnitPath() {}

    static String of(String unit) {
        StringBuilder path = new StringBuilder(PREFIX);
        byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            if (isLetter(c) || (i > 0 && isDigit(c))) {
                path.append(c);
            } else {
                path.append('_').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return path.toString();
    }

    /** Empty when the path is none of a unit's. */
    static Optional<String> unit(String path) {
        if (!path.startsWith(PREFIX)) {
            return Optional.empty();
        }
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int i = PREFIX.length(); i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '_' && i + 2 < path.length()) {
                int high = Character.digit(path.charAt(i + 1), 16);
                int low = Character.digit(path.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                name.write(high << 4 | low);
                i += 2;
            } else {
                name.write(c);
            }
        }
        return Optional.of(name.toString(StandardCharsets.UTF_8));
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
