package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.watch.Cluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cluster with the changes of a plan that were accepted so far. Short-lived, on the loop. */
final class PlannedCluster {
    private final Cluster cluster;
    private final Map<UnitName, Optional<MachineId>> moved = new HashMap<>();
    private final Map<MachineId, Set<UnitName>> arrived = new HashMap<>();

    PlannedCluster(Cluster cluster) {
        this.cluster = cluster;
    }

    Cluster cluster() {
        return cluster;
    }

    /** The unit is there from now on; empty: nowhere. */
    void move(UnitName unit, Optional<MachineId> machine) {
        Optional<MachineId> before = moved.put(unit, machine);
        if (before != null) {
            before.ifPresent(old -> arrived.getOrDefault(old, new HashSet<>()).remove(unit));
        }
        machine.ifPresent(
                target -> arrived.computeIfAbsent(target, m -> new HashSet<>()).add(unit));
    }

    /** Whether the plan itself decided where it is. */
    boolean isMoved(UnitName unit) {
        return moved.containsKey(unit);
    }

    Optional<MachineId> machineOf(UnitName unit) {
        Optional<MachineId> planned = moved.get(unit);
        return planned != null ? planned : cluster.placement(unit).map(Placement::machine);
    }

    /** The wanted units on the machine, except for this one. */
    List<Unit> occupants(MachineId machine, UnitName except) {
        List<Unit> units = new ArrayList<>();
        for (Placement placement : cluster.placementsOn(machine)) {
            if (!moved.containsKey(placement.unit())) {
                add(placement.unit(), except, units);
            }
        }
        arrived.getOrDefault(machine, Set.of()).forEach(name -> add(name, except, units));
        return units;
    }

    private void add(UnitName name, UnitName except, List<Unit> units) {
        if (!name.equals(except)) {
            cluster.unit(name)
                    .filter(unit -> unit.desired() != DesiredState.INACTIVE)
                    .ifPresent(units::add);
        }
    }
}
