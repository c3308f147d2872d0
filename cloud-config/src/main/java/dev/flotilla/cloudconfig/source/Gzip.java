package dev.flotilla.cloudconfig.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** gzip, with an end to what it may unpack to. */
public final class Gzip {
    /** The most bytes that anything here is unpacked to. */
    public static final int MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

    private static final byte FIRST_MAGIC = 0x1f;
    private static final byte SECOND_MAGIC = (byte) 0x8b;

    private Gzip() {}

    static boolean isGzip(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == FIRST_MAGIC && bytes[1] == SECOND_MAGIC;
    }

    /** The unpacked bytes; empty when the input is broken or too large. */
    public static Optional<byte[]> unpack(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] bytes = in.readNBytes(MAX_UNPACKED_BYTES + 1);
            return bytes.length > MAX_UNPACKED_BYTES ? Optional.empty() : Optional.of(bytes);
        } catch (IOException broken) {
            return Optional.empty();
        }
    }
}
