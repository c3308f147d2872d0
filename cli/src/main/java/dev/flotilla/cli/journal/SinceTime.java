package dev.flotilla.cli.journal;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A point in time as users write it. */
final class SinceTime {
    private static final Pattern AGO = Pattern.compile("(\\d{1,9})([smhd])");

    private SinceTime() {}

    /** RFC 3339, or a number of seconds, minutes, hours or days before now. */
    static Instant parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long amount = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    "--since \"" + text + "\": neither a time as 2026-11-20T10:00:00Z nor 30s, 10m, 2h, 1d",
                    Exit.USAGE);
        }
    }
}
