package dev.flotilla.model.command;

import dev.flotilla.model.error.FlotillaError;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** systemd's words for true and false (systemd.syntax(7)), in any case. */
public final class Booleans {
    private static final Set<String> TRUE = Set.of("1", "yes", "y", "true", "t", "on");
    private static final Set<String> FALSE = Set.of("0", "no", "n", "false", "f", "off");

    private Booleans() {}

    /** What the word says; empty when it is neither. */
    public static Optional<Boolean> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (TRUE.contains(lower)) {
            return Optional.of(true);
        }
        return FALSE.contains(lower) ? Optional.of(false) : Optional.empty();
    }

    /**
     * What an option says.
     *
     * @param option named in {@link FlotillaError.Invalid}
     */
    public static boolean parse(String option, String value) {
        return of(value.strip())
                .orElseThrow(() -> OptionError.of(option, "\"" + value + "\" is neither true nor false"));
    }
}
