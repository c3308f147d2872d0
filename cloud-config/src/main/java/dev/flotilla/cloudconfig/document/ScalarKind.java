package dev.flotilla.cloudconfig.document;

import java.util.Set;
import java.util.regex.Pattern;

/** What YAML 1.1 takes a plain scalar for, as coreos-cloudinit's library read it: {@code on} is true, {@code 0644} is 420. */
public enum ScalarKind {
    STRING("a text"),
    INT("a number"),
    FLOAT("a number"),
    BOOL("true or false"),
    NULL("nothing");

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]{1,16}|0[bB][01]{1,63}|0[oO]?[0-7]{0,21}|[1-9][0-9]{0,18})");
    private static final Pattern REAL = Pattern.compile(
            "[-+]?([0-9]+\\.?[0-9]*([eE][-+]?[0-9]+)?|\\.[0-9]+([eE][-+]?[0-9]+)?|\\.(inf|Inf|INF))|\\.(nan|NaN|NAN)");

    private final String words;

    ScalarKind(String words) {
        this.words = words;
    }

    /** For a person: {@code a number}. */
    public String words() {
        return words;
    }

    /** The kind of a scalar without quotes. */
    static ScalarKind ofPlain(String text) {
        if (NULLS.contains(text)) {
            return NULL;
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return BOOL;
        }
        String digits = text.replace("_", "");
        if (INTEGER.matcher(digits).matches()) {
            return INT;
        }
        return REAL.matcher(digits).matches() ? FLOAT : STRING;
    }

    /** What a scalar of kind {@link #BOOL} says. */
    static boolean isTrue(String text) {
        return TRUE.contains(text);
    }
}
