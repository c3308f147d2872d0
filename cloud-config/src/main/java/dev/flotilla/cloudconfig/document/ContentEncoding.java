package dev.flotilla.cloudconfig.document;

import dev.flotilla.cloudconfig.source.Gzip;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How the content of a file may be packed. */
public final class ContentEncoding {
    private ContentEncoding() {}

    /** The bytes; empty for an encoding there is not, and for content that is not so encoded. */
    public static Optional<byte[]> decode(String content, String encoding) {
        return switch (encoding) {
            case "" -> Optional.of(content.getBytes(StandardCharsets.UTF_8));
            case "b64", "base64" -> base64(content);
            case "gz", "gzip" -> Gzip.unpack(content.getBytes(StandardCharsets.UTF_8));
            case "gz+b64", "gz+base64", "gzip+b64", "gzip+base64" ->
                base64(content).flatMap(Gzip::unpack);
            default -> Optional.empty();
        };
    }

    private static Optional<byte[]> base64(String content) {
        try {
            // Line ends are no part of the code; anything else that is not of its alphabet is a fault.
            return Optional.of(
                    Base64.getDecoder().decode(content.replace("\n", "").replace("\r", "")));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
