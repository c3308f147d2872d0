package dev.flotilla.model.requirement;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of resources as users write them. {@link IllegalArgumentException} says what is wrong with one. */
final class Quantity {
    private static final Pattern CORES = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})?");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,6})?)([KMGT]?)");
    private static final String UNITS = "KMGT";
    private static final int STEP = 1024;

    private Quantity() {}

    /** Processor cores, for example {@code 0.5}; more than 0. */
    static double cores(String text) {
        double cores = CORES.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (cores <= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no number of cores (such as 2 or 0.5)");
        }
        return cores;
    }

    /** Bytes, or with a suffix the powers of 1024 (as systemd has them), for example {@code 512M}; more than 0. */
    static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (matcher.matches()) {
            int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
            BigDecimal bytes = new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(STEP).pow(power))
                    .setScale(0, RoundingMode.HALF_UP);
            if (bytes.signum() > 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValueExact();
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no amount of memory (such as 512M or 1G)");
    }
}
