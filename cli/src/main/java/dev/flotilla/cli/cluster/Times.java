package dev.flotilla.cli.cluster;

import java.util.regex.Pattern;

/** Times for people. */
final class Times {
    private static final Pattern BELOW_MILLISECONDS = Pattern.compile("(\\.\\d{3})\\d+");

    private Times() {}

    /** RFC 3339 as it is, without what is below a millisecond. */
    static String shown(String time) {
        return BELOW_MILLISECONDS.matcher(time).replaceFirst("$1");
    }
}
