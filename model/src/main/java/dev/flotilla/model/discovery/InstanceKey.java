package dev.flotilla.model.discovery;

import dev.flotilla.model.error.FlotillaError;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * Names one instance of a service, for example {@code website} and {@code apache@1}.
 *
 * @param service not empty, at most {@value #MAX_LENGTH} characters, no slash, no white space
 * @param name of the instance; likewise
 */
public record InstanceKey(String service, String name) implements Comparable<InstanceKey> {
    /** The longest name of a service or an instance, in characters. */
    public static final int MAX_LENGTH = 253;

    private static final Comparator<InstanceKey> ORDER =
            Comparator.comparing(InstanceKey::service).thenComparing(InstanceKey::name);

    /** {@link FlotillaError.Invalid} names the part at fault. */
    public InstanceKey {
        check("service", service);
        check("instance", name);
    }

    private static void check(String part, String text) {
        Objects.requireNonNull(text, part);
        boolean broken = text.isEmpty()
                || text.length() > MAX_LENGTH
                || text.codePoints().anyMatch(c -> c == '/' || Character.isWhitespace(c) || Character.isISOControl(c));
        if (broken) {
            throw new FlotillaError.Invalid(
                            "the name of a" + (part.equals("instance") ? "n " : " ") + part + " has 1 to " + MAX_LENGTH
                                    + " characters, no slash and no white space, unlike \"" + text + "\"",
                            Optional.of(part),
                            Optional.empty())
                    .asException();
        }
    }

    @Override
    public int compareTo(InstanceKey other) {
        return ORDER.compare(this, other);
    }

    /** For example {@code website/apache@1}. */
    @Override
    public String toString() {
        return service + "/" + name;
    }
}
