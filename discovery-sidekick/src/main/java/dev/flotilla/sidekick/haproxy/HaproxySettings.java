package dev.flotilla.sidekick.haproxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which HAProxy follows what.
 *
 * @param sockets runtime sockets, one for each HAProxy: a path, or {@code host:port}
 * @param backends the service that each backend follows, by the backend's name
 * @param resync how often a backend's slots are looked at though nothing changed, 1 s to 1 h: a reload or a restart
 *     empties them
 * @param timeout how long a socket may take to answer, 100 ms to 1 min
 */
public record HaproxySettings(
        List<RuntimeSocket> sockets, Map<String, String> backends, Duration resync, Duration timeout) {
    public HaproxySettings {
        sockets = List.copyOf(sockets);
        backends = Map.copyOf(new TreeMap<>(backends));
        within("resync", resync, Duration.ofSeconds(1), Duration.ofHours(1));
        within("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        backends.keySet().forEach(RuntimeApi::checkName);
    }

    private static void within(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + " ranges from " + least.toMillis() + " ms to " + most.toMillis()
                    + " ms, not " + value.toMillis() + " ms");
        }
    }
}
