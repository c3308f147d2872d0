package dev.flotilla.model.join;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a secret: its SHA-256. That is enough because our secrets are random and long; a password would want more.
 */
public final class SecretHash {
    private static final int BYTES = 32;

    private final byte[] digest;

    private SecretHash(byte[] digest) {
        this.digest = digest;
    }

    public static SecretHash of(String secret) {
        try {
            return new SecretHash(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@link IllegalArgumentException} unless these are 32 bytes. */
    public static SecretHash ofBytes(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has " + BYTES + " bytes, not " + digest.length);
        }
        return new SecretHash(digest.clone());
    }

    public byte[] bytes() {
        return digest.clone();
    }

    /** Whether it is of the same secret; takes the same time whatever the answer. */
    public boolean matches(SecretHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash hash && matches(hash);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(digest);
    }

    /** The beginning, which tells two apart and nothing more. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest, 0, 4);
    }
}
