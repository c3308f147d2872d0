package dev.flotilla.cli.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Fields that follow a body (RFC 9110, 6.5): what could not be known before it. There are none before its end. */
public final class Trailers {
    private static final int MOST = 10_000;

    private final Queue<Map.Entry<String, String>> fields = new ConcurrentLinkedQueue<>();

    /** A line that is no field is passed over, as are more than anybody sends. */
    void add(String line) {
        int colon = line.indexOf(':');
        if (colon > 0 && fields.size() < MOST) {
            fields.add(Map.entry(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip()));
        }
    }

    /** The values of this name, in the order in which they came. */
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equals(name.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .toList();
    }
}
