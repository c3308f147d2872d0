package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Names a unit file's content: the SHA-1 of its serialised form, as fleet computed it.
 *
 * @param hex 40 hex digits in lower case
 */
public record UnitHash(String hex) {
    private static final int DIGITS = 40;
    private static final int SHORT_DIGITS = 7;

    public UnitHash {
        Objects.requireNonNull(hex, "hex");
        if (hex.length() != DIGITS || !isAllDigits(hex)) {
            throw new FlotillaError.Invalid("a unit's hash is 40 hex digits, not " + Printable.quoted(hex))
                    .asException();
        }
    }

    static UnitHash ofText(String serialised) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(serialised.getBytes(StandardCharsets.UTF_8));
            return new UnitHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** The first 7 digits, as lists show them. */
    public String shortForm() {
        return hex.substring(0, SHORT_DIGITS);
    }

    @Override
    public String toString() {
        return hex;
    }

    /** A loop, no stream: there are hashes in whatever is read. */
    private static boolean isAllDigits(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            if (!isDigit(hex.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }
}
