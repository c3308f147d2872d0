package dev.flotilla.registry.record;

import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why the keys of a transaction were written. The words travel in the same transaction under one key of their own that every
 * transaction overwrites: so each replica learns them with the changes, also those of a deletion, and nothing piles up.
 */
public final class Causes {
    /** No cause. */
    public static final Causes NONE = new Causes(Map.of());

    private static final String KEY = "cause";
    private static final int MAX_LENGTH = 500;

    private final Map<String, String> byKey;

    private Causes(Map<String, String> byKey) {
        this.byKey = byKey;
    }

    /** The key that carries them. */
    public static String key(KeyScheme keys) {
        return keys.prefix() + KEY;
    }

    /** Writes the causes of some of a transaction's keys. */
    public static Write write(KeyScheme keys, Map<String, String> causeByKey) {
        StringBuilder text = new StringBuilder();
        causeByKey.forEach((key, cause) ->
                text.append(key).append('\t').append(clean(cause)).append('\n'));
        return new Write.Put(key(keys), Value.utf8(text.toString()));
    }

    /** Writes the one cause of some keys. */
    public static Write write(KeyScheme keys, String cause, String... writtenKeys) {
        Map<String, String> byKey = new LinkedHashMap<>();
        for (String key : writtenKeys) {
            byKey.put(key, cause);
        }
        return write(keys, byKey);
    }

    /** Writes the causes of several transactions that become one; what {@link #write(KeyScheme, Map)} made of each. */
    public static Write write(KeyScheme keys, List<Value> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append(value.utf8()));
        return new Write.Put(key(keys), Value.utf8(text.toString()));
    }

    /** Reads them; lines that make no sense are left out. */
    public static Causes read(Value value) {
        Map<String, String> byKey = new LinkedHashMap<>();
        for (String line : value.utf8().split("\n")) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                byKey.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return new Causes(byKey);
    }

    /** Why this key was written, if somebody said so. */
    public Optional<String> of(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    private static String clean(String cause) {
        boolean plain = cause.chars().noneMatch(Character::isISOControl);
        String line = (plain ? cause : cause.replaceAll("\\p{Cntrl}+", " ")).strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
    }
}
