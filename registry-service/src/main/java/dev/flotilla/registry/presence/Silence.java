package dev.flotilla.registry.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * For how long each of many has not been heard. All have the same time to live, so the order in which they were last heard
 * is the order of their deadlines: hearing one costs a constant time, and only the silent ones are ever looked at.
 */
final class Silence<K> {
    private final Map<K, Long> lastHeard = new LinkedHashMap<>();

    /** Heard now; begins to listen for it when it is new. Times never go back. */
    void heard(K key, long now) {
        lastHeard.remove(key);
        lastHeard.put(key, now);
    }

    /** Nobody could be heard for so long: it is taken off every silence. */
    void excuse(long nanos, long now) {
        lastHeard.replaceAll((key, at) -> Math.min(now, at + nanos));
    }

    void forget(K key) {
        lastHeard.remove(key);
    }

    void clear() {
        lastHeard.clear();
    }

    boolean knows(K key) {
        return lastHeard.containsKey(key);
    }

    int size() {
        return lastHeard.size();
    }

    /** When it was last heard; empty when it is not listened for. */
    OptionalLong lastHeard(K key) {
        Long time = lastHeard.get(key);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    /** Those not heard for at least so long, the longest silent first. */
    List<K> silentFor(Duration duration, long now) {
        List<K> silent = new ArrayList<>();
        for (Map.Entry<K, Long> entry : lastHeard.entrySet()) {
            if (now - entry.getValue() < duration.toNanos()) {
                break;
            }
            silent.add(entry.getKey());
        }
        return silent;
    }

    /** When the longest silent one was last heard. */
    OptionalLong oldest() {
        var entries = lastHeard.values().iterator();
        return entries.hasNext() ? OptionalLong.of(entries.next()) : OptionalLong.empty();
    }
}
