package dev.flotilla.model.requirement;

import dev.flotilla.model.error.FlotillaError;
import java.util.Objects;
import java.util.Optional;

/**
 * A pattern for unit names, exactly Go's {@code path.Match}: {@code *} is any number of characters and {@code ?} one,
 * neither a slash; {@code [a-z]} and {@code [^a-z]} one of or not of a class; {@code \} takes the next character as it is.
 * It must match the whole name. Equal patterns are equal.
 */
public final class Glob implements Comparable<Glob> {
    private static final String META = "*?[\\";

    private final String pattern;
    private final GlobMatcher matcher;

    /** Throws {@link FlotillaError.Invalid} when the pattern is malformed. */
    public Glob(String pattern) {
        this.pattern = Objects.requireNonNull(pattern, "pattern");
        this.matcher = GlobMatcher.of(pattern);
    }

    public String pattern() {
        return pattern;
    }

    public boolean matches(String name) {
        return matcher.matches(name);
    }

    /** The only name it matches, when it has nothing that means more than itself. */
    public Optional<String> literal() {
        return isLiteral(pattern) ? Optional.of(pattern) : Optional.empty();
    }

    static boolean isLiteral(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (META.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Glob other) {
        return pattern.compareTo(other.pattern);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
