package dev.flotilla.model.join;

import dev.flotilla.model.error.FlotillaError;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A join token with its secret, {@code id.secret}: the id names it in lists, the secret is known to who made it and to the
 * machines that join by it.
 */
public final class JoinSecret {
    private static final int ID_LENGTH = 8;
    /** 160 bits. */
    private static final int SECRET_LENGTH = 32;

    private static final Pattern ID = Pattern.compile("[a-z2-7]{8}");
    private static final Pattern TEXT = Pattern.compile("([a-z2-7]{8})\\.([a-z2-7]{32})");

    private final String id;
    private final String secret;

    private JoinSecret(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** @param random must be one that nobody can foresee */
    public static JoinSecret generate(RandomGenerator random) {
        return new JoinSecret(RandomWords.next(random, ID_LENGTH), RandomWords.next(random, SECRET_LENGTH));
    }

    /** {@link FlotillaError.Invalid}, without the text, when it is no join token. */
    public static JoinSecret parse(String text) {
        var match = TEXT.matcher(text.strip());
        if (!match.matches()) {
            throw new FlotillaError.Invalid(
                            "a join token is 8 letters or digits, a dot and 32 more, as \"flotilla join-token create\""
                                    + " prints it",
                            Optional.of("token"),
                            Optional.empty())
                    .asException();
        }
        return new JoinSecret(match.group(1), match.group(2));
    }

    /** Whether it looks like the id of one. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public String id() {
        return id;
    }

    public SecretHash hash() {
        return SecretHash.of(secret);
    }

    /** With the secret; only for who is to join by it. */
    public String reveal() {
        return id + "." + secret;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JoinSecret token && id.equals(token.id) && hash().matches(token.hash());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return id;
    }
}
