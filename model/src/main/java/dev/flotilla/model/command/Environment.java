package dev.flotilla.model.command;

import dev.flotilla.model.error.FlotillaError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The assignments of {@code Environment=}, by systemd.exec(5). */
public final class Environment {
    private Environment() {}

    /** As {@link #parse(String, String)} for {@code Environment}. */
    public static Map<String, String> parse(String value) {
        return parse("Environment", value);
    }

    /**
     * The variables of {@code A=1 "B=two words"}; of several assignments to a variable the last wins. A dollar sign has no
     * meaning here. An empty value has none (and takes back those before it, which is the caller's to do).
     *
     * @param option named in {@link FlotillaError.Invalid}
     * @return in order, unmodifiable
     */
    public static Map<String, String> parse(String option, String value) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String word : Words.all(option, value)) {
            int equals = word.indexOf('=');
            if (equals < 0 || !isName(word.substring(0, equals))) {
                throw OptionError.of(option, "\"" + word + "\" is not NAME=value");
            }
            variables.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return Collections.unmodifiableMap(variables);
    }

    /** Whether a variable can have this name: letters, digits and underscores, not beginning with a digit. */
    public static boolean isName(String text) {
        if (text.isEmpty() || isDigit(text.charAt(0))) {
            return false;
        }
        return text.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
