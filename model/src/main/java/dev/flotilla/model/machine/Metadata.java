package dev.flotilla.model.machine;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A machine's metadata as text: {@code region=us-east-1,disk=ssd}, fleet's form in configuration and in lists. */
public final class Metadata {
    private Metadata() {}

    /**
     * The pairs of a comma-separated list; white space around keys and values is dropped, a blank text has none. A value
     * may contain {@code =}. {@link FlotillaError.Invalid} names the pair at fault.
     *
     * @return in the order of keys, unmodifiable
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> metadata = new TreeMap<>();
        if (text.isBlank()) {
            return Collections.unmodifiableMap(metadata);
        }
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw invalid("\"" + pair.strip() + "\" is not key=value");
            }
            String key = checkedKey(pair.substring(0, equals).strip());
            String value = checkedValue(key, pair.substring(equals + 1).strip());
            if (metadata.putIfAbsent(key, value) != null) {
                throw invalid("the key \"" + key + "\" is given twice");
            }
        }
        return Collections.unmodifiableMap(metadata);
    }

    /** As lists show it, in the order of keys; {@code -} when there is none. */
    public static String format(Map<String, String> metadata) {
        return metadata.isEmpty()
                ? "-"
                : new TreeMap<>(metadata)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining(","));
    }

    /** The key, or {@link FlotillaError.Invalid}: it has a character at least, and no white space, {@code =}, comma or slash. */
    public static String checkedKey(String key) {
        if (key.isEmpty()) {
            throw invalid("a key cannot be empty");
        }
        if (key.codePoints().anyMatch(Metadata::isForbiddenInKey)) {
            throw invalid("the key \"" + key + "\" cannot contain white space, \"=\", \",\" or \"/\"");
        }
        return key;
    }

    /** The value, or {@link FlotillaError.Invalid}: it has a character at least, and no comma or control characters. */
    public static String checkedValue(String key, String value) {
        if (value.isEmpty()) {
            throw invalid("the key \"" + key + "\" has no value");
        }
        if (value.indexOf(',') >= 0 || value.codePoints().anyMatch(Metadata::isNoText)) {
            throw invalid("the value of \"" + key + "\" cannot contain \",\" or control characters");
        }
        return value;
    }

    private static boolean isForbiddenInKey(int c) {
        return c == '=' || c == ',' || c == '/' || Character.isWhitespace(c) || isNoText(c);
    }

    private static boolean isNoText(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    private static FlotillaException invalid(String message) {
        return new FlotillaError.Invalid("metadata: " + message, Optional.of("metadata"), Optional.empty())
                .asException();
    }
}
