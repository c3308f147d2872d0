package dev.flotilla.simulation.words;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time in words: {@code 350ms}, {@code 2s}, {@code 12.5s}, {@code 3m}, {@code -90s}. */
public final class Times {
    static final String PATTERN = "-?\\d+(?:\\.\\d{1,3})?(?:ms|s|m)";

    private static final Pattern TIME = Pattern.compile("(-?)(\\d+)(?:\\.(\\d{1,3}))?(ms|s|m)");
    private static final int MOST_DIGITS = 9;

    private Times() {}

    /** {@link IllegalArgumentException} when it is none. */
    public static Duration read(String word) {
        Matcher matcher = TIME.matcher(word);
        if (!matcher.matches() || matcher.group(2).length() > MOST_DIGITS) {
            throw new IllegalArgumentException(word + " is no span of time, such as 350ms, 2s or 12.5s");
        }
        long unit =
                switch (matcher.group(4)) {
                    case "ms" -> 1;
                    case "s" -> 1000;
                    default -> 60_000;
                };
        String part = matcher.group(3) == null ? "" : matcher.group(3);
        long thousandths = part.isEmpty() ? 0 : Long.parseLong((part + "00").substring(0, 3));
        long millis = Long.parseLong(matcher.group(2)) * unit + thousandths * unit / 1000;
        return Duration.ofMillis(matcher.group(1).isEmpty() ? millis : -millis);
    }

    /** What {@link #read} reads again; to the millisecond. */
    public static String write(Duration time) {
        long millis = time.toMillis();
        if (Math.abs(millis) < 1000) {
            return millis + "ms";
        }
        long rest = Math.abs(millis) % 1000;
        String part = rest == 0 ? "" : "." + String.valueOf(1000 + rest).substring(1);
        return millis / 1000 + part + "s";
    }
}
