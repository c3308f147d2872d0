package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.model.error.FlotillaError;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code LimitNOFILE=} and the like, as prlimit(1) names and takes them. */
final class ResourceLimits {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("LimitCPU", "cpu"),
            Map.entry("LimitFSIZE", "fsize"),
            Map.entry("LimitDATA", "data"),
            Map.entry("LimitSTACK", "stack"),
            Map.entry("LimitCORE", "core"),
            Map.entry("LimitRSS", "rss"),
            Map.entry("LimitNOFILE", "nofile"),
            Map.entry("LimitAS", "as"),
            Map.entry("LimitNPROC", "nproc"),
            Map.entry("LimitMEMLOCK", "memlock"),
            Map.entry("LimitLOCKS", "locks"),
            Map.entry("LimitSIGPENDING", "sigpending"),
            Map.entry("LimitMSGQUEUE", "msgqueue"),
            Map.entry("LimitNICE", "nice"),
            Map.entry("LimitRTPRIO", "rtprio"));

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})([KMGT]?)");
    private static final String SUFFIXES = "KMGT";

    private ResourceLimits() {}

    static boolean isLimit(String option) {
        return NAMES.containsKey(option);
    }

    static String prlimitName(String option) {
        String name = NAMES.get(option);
        if (name == null) {
            throw new IllegalArgumentException(option);
        }
        return name;
    }

    /** {@code soft:hard} from {@code soft[:hard]}. */
    static String value(String option, String text) {
        String[] parts = text.split(":", 2);
        String soft = number(option, parts[0]);
        return soft + ":" + (parts.length == 2 ? number(option, parts[1]) : soft);
    }

    private static String number(String option, String text) {
        String word = text.strip();
        if (word.equals("infinity")) {
            return "unlimited";
        }
        Matcher matcher = NUMBER.matcher(word);
        if (!matcher.matches()) {
            throw new FlotillaError.Invalid(
                            option + "=: \"" + word + "\" is no limit (a number, with K, M, G or T, or infinity)")
                    .asException();
        }
        int power = SUFFIXES.indexOf(matcher.group(2)) + 1;
        long factor = matcher.group(2).isEmpty() ? 1 : 1L << (10 * power);
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE / factor) {
            throw new FlotillaError.Invalid(option + "=: \"" + word + "\" is more than can be counted").asException();
        }
        return Long.toString(number * factor);
    }
}
