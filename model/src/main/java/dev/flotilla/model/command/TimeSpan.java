package dev.flotilla.model.command;

import dev.flotilla.model.error.FlotillaError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of time as systemd.time(7) writes it: {@code 5min 20s}, {@code 1.5h}, {@code infinity}; a number without a unit
 * is seconds.
 *
 * @param duration not negative; {@link #INFINITY} has the longest one there is
 */
public record TimeSpan(Duration duration) {
    public static final TimeSpan INFINITY = new TimeSpan(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));

    private static final Pattern PART =
            Pattern.compile("\\s*([0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*([a-zA-Z\u00b5\u03bc]*)");
    private static final BigDecimal NANOS_PER_MICRO = BigDecimal.valueOf(1_000);
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    /** In microseconds, systemd's own resolution. A month is 30.44 days, a year 365.25. */
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", SECOND),
            Map.entry("usec", 1L),
            Map.entry("us", 1L),
            Map.entry("\u00b5s", 1L),
            Map.entry("\u03bcs", 1L),
            Map.entry("msec", 1_000L),
            Map.entry("ms", 1_000L),
            Map.entry("seconds", SECOND),
            Map.entry("second", SECOND),
            Map.entry("sec", SECOND),
            Map.entry("s", SECOND),
            Map.entry("minutes", MINUTE),
            Map.entry("minute", MINUTE),
            Map.entry("min", MINUTE),
            Map.entry("m", MINUTE),
            Map.entry("hours", HOUR),
            Map.entry("hour", HOUR),
            Map.entry("hr", HOUR),
            Map.entry("h", HOUR),
            Map.entry("days", DAY),
            Map.entry("day", DAY),
            Map.entry("d", DAY),
            Map.entry("weeks", 7 * DAY),
            Map.entry("week", 7 * DAY),
            Map.entry("w", 7 * DAY),
            Map.entry("months", 2_629_800 * SECOND),
            Map.entry("month", 2_629_800 * SECOND),
            Map.entry("M", 2_629_800 * SECOND),
            Map.entry("years", 31_557_600 * SECOND),
            Map.entry("year", 31_557_600 * SECOND),
            Map.entry("y", 31_557_600 * SECOND));

    public TimeSpan {
        if (Objects.requireNonNull(duration, "duration").isNegative()) {
            throw new IllegalArgumentException("a time span is not negative");
        }
    }

    /** As {@link #parse(String, String)} where no option can be named. */
    public static TimeSpan parse(String value) {
        return parse("time span", value);
    }

    /**
     * The span that the value says.
     *
     * @param option named in {@link FlotillaError.Invalid}
     */
    public static TimeSpan parse(String option, String value) {
        String text = value.strip();
        if (text.equals("infinity")) {
            return INFINITY;
        }
        Matcher part = PART.matcher(text);
        BigDecimal micros = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            Long unit = part.region(at, text.length()).lookingAt() ? UNITS.get(part.group(2)) : null;
            if (unit == null) {
                throw OptionError.of(option, "\"" + text + "\" is no time span (such as 90, 1min 30s or infinity)");
            }
            micros = micros.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = part.end();
        }
        if (text.isEmpty()) {
            throw OptionError.of(option, "a time span is missing");
        }
        return of(micros);
    }

    public boolean isInfinite() {
        return equals(INFINITY);
    }

    /** The duration; empty when it is infinite. */
    public Optional<Duration> finite() {
        return isInfinite() ? Optional.empty() : Optional.of(duration);
    }

    /** What is too long to count is infinite, as in systemd. */
    private static TimeSpan of(BigDecimal micros) {
        BigDecimal nanos = micros.setScale(0, RoundingMode.DOWN).multiply(NANOS_PER_MICRO);
        return nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0
                ? INFINITY
                : new TimeSpan(Duration.ofNanos(nanos.longValueExact()));
    }
}
