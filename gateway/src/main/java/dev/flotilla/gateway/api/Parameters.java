package dev.flotilla.gateway.api;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Query parameters as texts; what is wrong with one names it. */
public final class Parameters {
    private Parameters() {}

    /** A whole number within bounds. */
    public static int number(String name, Optional<String> text, int fallback, int least, int most) {
        return (int) number(name, text, (long) fallback, least, most);
    }

    /** A whole number within bounds. */
    public static long number(String name, Optional<String> text, long fallback, long least, long most) {
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw invalid(name, "a whole number from " + least + " to " + most, text.get());
    }

    /** {@code true} or {@code false}; without a value it counts as true. */
    public static boolean flag(String name, Optional<String> text) {
        return switch (text.orElse("false")) {
            case "true", "1", "" -> true;
            case "false", "0" -> false;
            default -> throw invalid(name, "true or false", text.orElse(""));
        };
    }

    /** A time with its offset. */
    public static Optional<Instant> time(String name, Optional<String> text) {
        return text.map(value -> {
            try {
                // A "+" of an offset that was not escaped arrives as a blank.
                return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
            } catch (DateTimeException e) {
                throw invalid(name, "a time such as 2026-11-20T10:00:00Z", value);
            }
        });
    }

    private static FlotillaException invalid(String name, String wanted, String value) {
        return new FlotillaError.Invalid(
                        name + " is " + wanted + ", not \"" + value + "\"", Optional.of(name), Optional.empty())
                .asException();
    }
}
