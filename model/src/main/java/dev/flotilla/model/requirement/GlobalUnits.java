package dev.flotilla.model.requirement;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which global units a machine is to run. The registry and the scheduler both ask here, so that they agree without
 * talking: the answer depends on nothing but the arguments, not even on their order.
 */
public final class GlobalUnits {
    private static final Comparator<Unit> ELDEST_FIRST =
            Comparator.comparing(Unit::created).thenComparing(Unit::name);

    private GlobalUnits() {}

    /**
     * The global units that are to be loaded or launched, whose metadata requirement the machine satisfies, and that
     * conflict with no unit placed there. Of two global units that conflict, the one submitted earlier runs (at the same
     * instant: the one whose name sorts first).
     *
     * @param globalUnits units that are not global are passed over
     * @param effectiveMetadata the machine's
     * @param placedThere the non-global units placed on the machine
     * @return eldest first
     */
    public static List<Unit> eligible(
            Collection<Unit> globalUnits, Map<String, String> effectiveMetadata, Collection<Unit> placedThere) {
        if (globalUnits.isEmpty()) {
            return List.of();
        }
        List<Unit> eligible = new ArrayList<>();
        globalUnits.stream()
                .filter(unit -> unit.requirements().global() && unit.desired() != DesiredState.INACTIVE)
                .filter(unit -> unit.requirements().metadata().matches(effectiveMetadata))
                .sorted(ELDEST_FIRST)
                .filter(unit -> !conflictsWithAny(unit, placedThere))
                .forEach(unit -> {
                    if (!conflictsWithAny(unit, eligible)) {
                        eligible.add(unit);
                    }
                });
        return List.copyOf(eligible);
    }

    private static boolean conflictsWithAny(Unit unit, Collection<Unit> others) {
        for (Unit other : others) {
            if (unit.requirements().conflictsWith(unit.name(), other.name(), other.requirements())) {
                return true;
            }
        }
        return false;
    }
}
