package dev.flotilla.placement;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Where the instances of one template are: by machine and by zone. */
final class Siblings {
    private final HostCount byHost = new HostCount();
    private final Map<String, Integer> byZone = new HashMap<>();

    void add(Host host) {
        byHost.add(host);
        byZone.merge(host.zone, 1, Integer::sum);
    }

    void remove(Host host) {
        byHost.remove(host);
        byZone.merge(host.zone, -1, (count, less) -> count == 1 ? null : count + less);
    }

    int at(Host host) {
        return byHost.at(host);
    }

    /** The machines with at least one. Not to be changed. */
    BitSet hosts() {
        return byHost.hosts();
    }

    void reindex() {
        byHost.reindex();
    }

    int inZone(String zone) {
        return byZone.getOrDefault(zone, 0);
    }
}
