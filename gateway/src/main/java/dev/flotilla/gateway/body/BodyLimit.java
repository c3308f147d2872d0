package dev.flotilla.gateway.body;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * How large a request's body may be.
 *
 * @param bytes at least 1
 */
public record BodyLimit(int bytes) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public BodyLimit {
        if (bytes < 1) {
            throw new IllegalArgumentException("a body has at least a byte");
        }
    }

    /** The whole body; {@link FlotillaError.TooLarge} as soon as it is known to be longer. */
    public byte[] read(InputStream body) {
        try {
            byte[] read = body.readNBytes(bytes + 1);
            if (read.length > bytes) {
                throw exceeded();
            }
            return read;
        } catch (IOException e) {
            throw new FlotillaException(new FlotillaError.Invalid("the request body ended early"), e);
        }
    }

    /** Refuses a body that says beforehand that it is too long. */
    public void checkAnnounced(long length) {
        if (length > bytes) {
            throw exceeded();
        }
    }

    private FlotillaException exceeded() {
        return new FlotillaError.TooLarge(
                        "the request body is larger than " + shown() + "; a unit file may have at most 256 KiB")
                .asException();
    }

    private String shown() {
        return bytes % MIB == 0 ? bytes / MIB + " MiB" : String.format(Locale.ROOT, "%d KiB", (bytes + KIB - 1) / KIB);
    }
}
