package dev.flotilla.placement;

import dev.flotilla.model.requirement.MetadataRequirement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sets of machines as bits, one bit for each machine in the order of their ids, so that constraints are set operations
 * over a few hundred words instead of a walk over machines. The sets handed out are not to be changed.
 */
final class HostIndex {
    private static final BitSet NONE = new BitSet();

    private final List<Host> hosts = new ArrayList<>();
    private final BitSet online = new BitSet();
    private final BitSet alive = new BitSet();
    private final Map<String, Map<String, BitSet>> byMetadata = new HashMap<>();
    private final SortedMap<String, BitSet> byZone = new TreeMap<>();
    /** By the number of units placed there. */
    private final List<BitSet> byLoad = new ArrayList<>();

    /** Numbers the machines anew. */
    void rebuild(Collection<Host> inOrderOfIds) {
        hosts.forEach(host -> host.ordinal = -1);
        hosts.clear();
        online.clear();
        alive.clear();
        byMetadata.clear();
        byZone.clear();
        byLoad.clear();
        for (Host host : inOrderOfIds) {
            host.ordinal = hosts.size();
            hosts.add(host);
            add(host);
        }
    }

    /** Call {@link #remove} before and {@link #add} after a change of the machine's record or load. */
    void add(Host host) {
        alive.set(host.ordinal, host.isAlive());
        online.set(host.ordinal, host.isOnline());
        host.metadata.forEach((key, value) -> byMetadata
                .computeIfAbsent(key, k -> new HashMap<>())
                .computeIfAbsent(value, v -> new BitSet())
                .set(host.ordinal));
        byZone.computeIfAbsent(host.zone, zone -> new BitSet()).set(host.ordinal);
        level(host.units.size()).set(host.ordinal);
    }

    void remove(Host host) {
        host.metadata.forEach((key, value) -> byMetadata.computeIfPresent(key, (k, values) -> {
            values.computeIfPresent(value, (v, set) -> without(set, host));
            return values.isEmpty() ? null : values;
        }));
        byZone.computeIfPresent(host.zone, (zone, set) -> without(set, host));
        level(host.units.size()).clear(host.ordinal);
    }

    private static @Nullable BitSet without(BitSet set, Host host) {
        set.clear(host.ordinal);
        return set.isEmpty() ? null : set;
    }

    /** Its number of units is another one now. */
    void loadChanged(Host host, int before) {
        level(before).clear(host.ordinal);
        level(host.units.size()).set(host.ordinal);
    }

    private BitSet level(int load) {
        while (byLoad.size() <= load) {
            byLoad.add(new BitSet());
        }
        return byLoad.get(load);
    }

    Host at(int ordinal) {
        return hosts.get(ordinal);
    }

    List<Host> all() {
        return hosts;
    }

    /** Takes new units. */
    BitSet online() {
        return online;
    }

    /** Online or draining. */
    BitSet alive() {
        return alive;
    }

    SortedMap<String, BitSet> zones() {
        return byZone;
    }

    /** Levels from the fewest units up. */
    List<BitSet> byLoad() {
        return byLoad;
    }

    /** Takes away what does not satisfy the requirement. */
    void retain(BitSet set, MetadataRequirement requirement) {
        requirement.terms().forEach(term -> set.and(with(term)));
    }

    /** Those of a set that are not in the other one: a set of its own. */
    static BitSet difference(BitSet set, BitSet less) {
        BitSet rest = (BitSet) set.clone();
        rest.andNot(less);
        return rest;
    }

    /** What satisfies the term. */
    BitSet with(MetadataRequirement.Term term) {
        Map<String, BitSet> known = byMetadata.getOrDefault(term.key(), Map.of());
        if (term.values().size() == 1) {
            return known.getOrDefault(term.values().getFirst(), NONE);
        }
        BitSet any = new BitSet();
        term.values().forEach(value -> any.or(known.getOrDefault(value, NONE)));
        return any;
    }
}
