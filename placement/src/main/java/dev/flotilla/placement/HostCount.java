package dev.flotilla.placement;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** How many units of some kind each machine has; the machines with at least one are at hand as a set. */
final class HostCount {
    private final Map<Host, Integer> counts = new HashMap<>();
    private final BitSet hosts = new BitSet();

    void add(Host host) {
        if (counts.merge(host, 1, Integer::sum) == 1 && host.isIndexed()) {
            hosts.set(host.ordinal);
        }
    }

    void remove(Host host) {
        if (counts.computeIfPresent(host, (h, count) -> count == 1 ? null : count - 1) == null && host.isIndexed()) {
            hosts.clear(host.ordinal);
        }
    }

    int at(Host host) {
        return counts.getOrDefault(host, 0);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** By ordinal. Not to be changed. */
    BitSet hosts() {
        return hosts;
    }

    /** The ordinals have changed. */
    void reindex() {
        hosts.clear();
        counts.keySet().stream().filter(Host::isIndexed).forEach(host -> hosts.set(host.ordinal));
    }
}
