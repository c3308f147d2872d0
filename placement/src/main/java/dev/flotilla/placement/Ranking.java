package dev.flotilla.placement;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.placement.Explanation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Orders the machines that fit. When very many fit, it compares the least loaded ones only; for instances of a template
 * the least loaded ones of each zone, so that every zone has its chance.
 */
final class Ranking {
    /** As many of a zone are compared, and as many again of those with an instance. */
    static final int LOOK = 16;
    /** As many zones are compared: those with the fewest instances. */
    static final int ZONES = 8;

    private final HostIndex index;
    private final Weights weights;

    Ranking(HostIndex index, Weights weights) {
        this.index = index;
        this.weights = weights;
    }

    /** The best first, at most {@link Explanation#MAX_CANDIDATES}; none when the set is empty. */
    List<Score> best(BitSet fitting, UnitEntry entry) {
        Siblings siblings = entry.siblings;
        int fewest = siblings == null ? 0 : fewestInAZone(siblings);
        Reserved wanted = Reserved.of(entry.requirements());
        List<Score> best = new ArrayList<>(Explanation.MAX_CANDIDATES + 1);
        for (Host host : looks(fitting, siblings)) {
            insert(best, score(host, siblings, fewest, wanted));
        }
        return best;
    }

    private static void insert(List<Score> best, Score score) {
        int at = best.size();
        while (at > 0 && Score.BEST_FIRST.compare(score, best.get(at - 1)) < 0) {
            at--;
        }
        if (at < Explanation.MAX_CANDIDATES) {
            best.add(at, score);
        }
        if (best.size() > Explanation.MAX_CANDIDATES) {
            best.removeLast();
        }
    }

    private Score score(Host host, @Nullable Siblings siblings, int fewest, Reserved wanted) {
        Capacity capacity = host.machine == null ? Capacity.UNKNOWN : host.machine.capacity();
        return new Score(
                host,
                -weights.fewestUnits() * host.units.size(),
                siblings == null ? 0 : -weights.spreadMachines() * siblings.at(host),
                siblings == null ? 0 : -weights.spreadZones() * (siblings.inZone(host.zone) - fewest),
                -weights.reserved() * host.reserved.plus(wanted, 1).shareOf(capacity));
    }

    private int fewestInAZone(Siblings siblings) {
        return index.zones().keySet().stream().mapToInt(siblings::inZone).min().orElse(0);
    }

    private Collection<Host> looks(BitSet fitting, @Nullable Siblings siblings) {
        List<Host> hosts = new ArrayList<>();
        if (siblings == null || fitting.cardinality() <= LOOK) {
            leastLoaded(fitting, hosts);
            return hosts;
        }
        index.zones().entrySet().stream()
                .filter(zone -> zone.getValue().intersects(fitting))
                .sorted(Comparator.comparingInt(zone -> siblings.inZone(zone.getKey())))
                .limit(ZONES)
                .map(zone -> both(fitting, zone.getValue()))
                .forEach(inZone -> {
                    leastLoaded(both(inZone, siblings.hosts()), hosts);
                    inZone.andNot(siblings.hosts());
                    leastLoaded(inZone, hosts);
                });
        return hosts;
    }

    /** Adds up to {@link #LOOK} of the set, from the lowest load up, in order of ids. */
    private void leastLoaded(BitSet set, List<Host> hosts) {
        if (set.cardinality() <= LOOK) {
            set.stream().mapToObj(index::at).forEach(hosts::add);
            return;
        }
        int end = hosts.size() + LOOK;
        for (BitSet level : index.byLoad()) {
            BitSet here = both(set, level);
            for (int i = here.nextSetBit(0); i >= 0; i = here.nextSetBit(i + 1)) {
                hosts.add(index.at(i));
                if (hosts.size() == end) {
                    return;
                }
            }
        }
    }

    private static BitSet both(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }
}
