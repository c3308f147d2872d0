package dev.flotilla.cli.join;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import java.util.regex.Pattern;

/** Times as people write them: {@code 90m}, {@code 24h}, {@code 7d}. */
final class Durations {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([smhd])");

    private Durations() {}

    static long seconds(String option, String text) {
        var match = TEXT.matcher(text.strip());
        if (!match.matches()) {
            throw new CommandFailure(option + " is a time such as 90m, 24h or 7d, not \"" + text + "\"", Exit.USAGE);
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "s" -> number;
            case "m" -> number * 60;
            case "h" -> number * 3600;
            default -> number * 86_400;
        };
    }
}
