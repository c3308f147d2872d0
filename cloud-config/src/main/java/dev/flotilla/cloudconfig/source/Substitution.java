package dev.flotilla.cloudconfig.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a machine's addresses into a text, before anything else is made of it. {@code \$private_ipv4} keeps its dollar.
 * The names are not bounded by words: {@code $private_ipv4x} is the address and an {@code x}.
 */
public final class Substitution {
    private static final Pattern VARIABLE =
            Pattern.compile("(\\\\?)\\$(public_ipv4|private_ipv4|public_ipv6|private_ipv6)");

    private Substitution() {}

    /**
     * Where a text names an address.
     *
     * @param name without the dollar
     * @param start index of the dollar
     * @param end index after the name
     */
    public record Use(String name, int start, int end) {}

    /** The text with each variable replaced by its value; one without a value by nothing, as ever. */
    public static String replace(String text, Variables variables) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1).isEmpty()
                                ? variables.value(match.group(2)).orElse("")
                                : "$" + match.group(2)));
    }

    /** Every use that is not escaped, in order. */
    public static List<Use> uses(String text) {
        List<Use> uses = new ArrayList<>();
        Matcher match = VARIABLE.matcher(text);
        while (match.find()) {
            if (match.group(1).isEmpty()) {
                uses.add(new Use(match.group(2), match.start(), match.end()));
            }
        }
        return uses;
    }
}
