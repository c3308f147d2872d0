package dev.flotilla.placement;

import dev.flotilla.model.placement.Candidate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well a machine suits a unit; every part is weighted already, higher is better.
 *
 * @param units for how few units it has
 * @param machineSpread for how few instances of the unit's template it has
 * @param zoneSpread for how few of them its zone has
 * @param reserved for what would be reserved of its capacity
 */
record Score(Host host, double units, double machineSpread, double zoneSpread, double reserved) {
    /** Best first; of equals the one with the lower machine id, as in fleet. */
    static final Comparator<Score> BEST_FIRST =
            Comparator.comparingDouble(Score::total).reversed().thenComparing(Score::host);

    double total() {
        // Plus zero: no machine scores "-0".
        return units + machineSpread + zoneSpread + reserved + 0.0;
    }

    Candidate candidate() {
        Map<String, Double> parts = LinkedHashMap.newLinkedHashMap(4);
        parts.put("fewest-units", units + 0.0);
        put(parts, "machine-spread", machineSpread);
        put(parts, "zone-spread", zoneSpread);
        put(parts, "reserved-resources", reserved);
        return new Candidate(host.id, total(), parts);
    }

    private static void put(Map<String, Double> parts, String name, double value) {
        if (value != 0) {
            parts.put(name, value);
        }
    }

    /** What the first is better at than the second, in words; empty when there is no second. */
    static Optional<String> advantage(List<Score> bestFirst) {
        return bestFirst.size() < 2
                ? Optional.empty()
                : Optional.of(bestFirst.get(0).advantageOver(bestFirst.get(1)));
    }

    private String advantageOver(Score next) {
        double inUnits = units - next.units;
        double inMachine = machineSpread - next.machineSpread;
        double inZone = zoneSpread - next.zoneSpread;
        double inReserved = reserved - next.reserved;
        double most = Math.max(Math.max(inUnits, inMachine), Math.max(inZone, inReserved));
        if (most <= 0 || most == inUnits) {
            return "fewest units";
        }
        if (most == inMachine) {
            return "fewest instances of its template";
        }
        return most == inZone ? "fewest instances in its zone" : "fewest resources reserved";
    }
}
