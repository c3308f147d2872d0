package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Optional;

/**
 * Whether a unit may be on a machine: the last look at every hard constraint before a placement is committed, whatever the
 * scheduler thought. The cost grows with the machine's own units, not with the cluster.
 */
final class ConstraintCheck {
    private ConstraintCheck() {}

    /** What stands against it; empty when nothing does. */
    static Optional<String> violation(Unit unit, Machine machine, PlannedCluster planned) {
        return status(machine)
                .or(() -> machineId(unit, machine, planned))
                .or(() -> metadata(unit, machine))
                .or(() -> machineOf(unit, machine, planned))
                .or(() -> conflict(unit, machine, planned));
    }

    private static Optional<String> status(Machine machine) {
        return machine.status() == MachineStatus.ONLINE
                ? Optional.empty()
                : Optional.of("machine " + machine.id().shortForm() + " is "
                        + (machine.status() == MachineStatus.LOST ? "lost" : "draining"));
    }

    /** A beginning of an id names another machine when that has exactly this id. */
    private static Optional<String> machineId(Unit unit, Machine machine, PlannedCluster planned) {
        Optional<MachineSelector> selector = unit.requirements().machineId();
        return selector.filter(wanted -> !wanted.matches(machine.id())
                        || !wanted.value().equals(machine.id().value())
                                && planned.cluster()
                                        .machine(new MachineId(wanted.value()))
                                        .isPresent())
                .map(wanted -> machine.id().shortForm() + " is not machine " + wanted);
    }

    private static Optional<String> metadata(Unit unit, Machine machine) {
        return unit.requirements()
                .metadata()
                .missing(machine.effectiveMetadata())
                .map(term -> "machine " + machine.id().shortForm() + " lacks " + term);
    }

    /** Beside a unit that is placed there, or a global one that runs there: fleet allows both. */
    private static Optional<String> machineOf(Unit unit, Machine machine, PlannedCluster planned) {
        return unit.requirements()
                .machineOf()
                .filter(target -> !planned.machineOf(target).equals(Optional.of(machine.id())))
                .filter(target -> globals(unit, machine, planned).stream()
                        .noneMatch(global -> global.name().equals(target)))
                .map(target -> target + " is not on machine " + machine.id().shortForm());
    }

    private static Optional<String> conflict(Unit unit, Machine machine, PlannedCluster planned) {
        return firstConflict(unit, planned.occupants(machine.id(), unit.name()))
                .or(() -> firstConflict(unit, globals(unit, machine, planned)))
                .map(other -> "conflicts with " + other + " on machine "
                        + machine.id().shortForm());
    }

    /** The global units that run there beside what else is there. */
    private static List<Unit> globals(Unit unit, Machine machine, PlannedCluster planned) {
        return GlobalUnits.eligible(
                planned.cluster().globalUnits(),
                machine.effectiveMetadata(),
                planned.occupants(machine.id(), unit.name()));
    }

    private static Optional<UnitName> firstConflict(Unit unit, List<Unit> others) {
        for (Unit other : others) {
            if (unit.requirements().conflictsWith(unit.name(), other.name(), other.requirements())) {
                return Optional.of(other.name());
            }
        }
        return Optional.empty();
    }
}
