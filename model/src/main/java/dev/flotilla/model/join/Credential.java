package dev.flotilla.model.join;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What a machine proves itself with: a secret that it made, and that the registry knows the hash of. */
public final class Credential {
    /** 260 bits. */
    private static final int LENGTH = 52;

    private static final Pattern TEXT = Pattern.compile("[a-z2-7]{52}");

    private final String secret;

    private Credential(String secret) {
        this.secret = secret;
    }

    /** @param random must be one that nobody can foresee */
    public static Credential generate(RandomGenerator random) {
        return new Credential(RandomWords.next(random, LENGTH));
    }

    /** {@link IllegalArgumentException}, without the text, when it is none. */
    public static Credential parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("this is no credential of a machine");
        }
        return new Credential(text);
    }

    public SecretHash hash() {
        return SecretHash.of(secret);
    }

    /** The secret; only for the registry and the machine's own disk. */
    public String reveal() {
        return secret;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credential credential && hash().matches(credential.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "credential " + hash();
    }
}
