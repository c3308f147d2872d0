package dev.flotilla.cloudconfig.ignition;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Content inside of a URL (RFC 2397), as Butane writes it. */
final class DataUrl {
    private static final String UNRESERVED = "-_.~";

    private DataUrl() {}

    /** Any bytes, as base64. */
    static String of(byte[] content) {
        return "data:;base64," + Base64.getEncoder().encodeToString(content);
    }

    /**
     * A text, with its special characters escaped: {@code data:,REBOOT_STRATEGY%3Detcd-lock%0A}. As base64 where that is
     * shorter, as for programs: some providers take no more than 16 KiB of user-data.
     */
    static String of(String text) {
        String escaped = escaped(text);
        String encoded = of(text.getBytes(StandardCharsets.UTF_8));
        return escaped.length() <= encoded.length() ? escaped : encoded;
    }

    private static String escaped(String text) {
        StringBuilder url = new StringBuilder("data:,");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                url.append(c);
            } else {
                url.append(String.format("%%%02X", (int) c));
            }
        }
        return url.toString();
    }
}
