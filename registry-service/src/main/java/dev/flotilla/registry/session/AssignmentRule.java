package dev.flotilla.registry.session;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.watch.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a machine is to run: the wanted units placed on it, and the global units it is eligible for. A machine that was lost and
 * is back also keeps what it was lost with and what is nowhere else, until it is decided whether it may: most of it is given
 * back, and would otherwise be stopped for a moment.
 */
final class AssignmentRule {
    private AssignmentRule() {}

    /** The cost grows with the machine's own units and the number of global units, not with the cluster. */
    static Map<UnitName, Unit> assigned(Cluster cluster, Machine machine) {
        List<Unit> placed = new ArrayList<>();
        for (Placement placement : cluster.placementsOn(machine.id())) {
            Optional<Unit> unit = cluster.unit(placement.unit());
            unit.filter(found -> found.desired() != DesiredState.INACTIVE).ifPresent(placed::add);
        }
        for (Pending waiting : cluster.pendingLostWith(machine.id())) {
            cluster.unit(waiting.unit())
                    .filter(unit -> unit.desired() != DesiredState.INACTIVE)
                    .filter(unit -> cluster.placement(unit.name()).isEmpty())
                    .filter(unit -> conflictsWithNone(unit, placed))
                    .ifPresent(placed::add);
        }
        Map<UnitName, Unit> assigned = new TreeMap<>();
        GlobalUnits.eligible(cluster.globalUnits(), machine.effectiveMetadata(), placed)
                .forEach(unit -> assigned.put(unit.name(), unit));
        placed.forEach(unit -> assigned.put(unit.name(), unit));
        return assigned;
    }

    private static boolean conflictsWithNone(Unit unit, List<Unit> others) {
        return others.stream()
                .noneMatch(other -> unit.requirements().conflictsWith(unit.name(), other.name(), other.requirements()));
    }
}
