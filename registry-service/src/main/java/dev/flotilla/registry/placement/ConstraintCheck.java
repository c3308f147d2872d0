package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.requirement.Resources;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
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
                .or(() -> beside(unit, machine, planned));
    }

    private static Optional<String> beside(Unit unit, Machine machine, PlannedCluster planned) {
        List<Unit> occupants = planned.occupants(machine.id(), unit.name());
        List<Unit> globals =
                GlobalUnits.eligible(planned.cluster().globalUnits(), machine.effectiveMetadata(), occupants);
        return machineOf(unit, machine, planned, globals)
                .or(() -> conflict(unit, machine, occupants, globals))
                .or(() -> givenAway(unit, machine, occupants))
                .or(() -> tooFull(unit, machine, occupants, globals));
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
    private static Optional<String> machineOf(Unit unit, Machine machine, PlannedCluster planned, List<Unit> globals) {
        return unit.requirements()
                .machineOf()
                .filter(target -> !planned.machineOf(target).equals(Optional.of(machine.id())))
                .filter(target ->
                        globals.stream().noneMatch(global -> global.name().equals(target)))
                .map(target -> target + " is not on machine " + machine.id().shortForm());
    }

    private static Optional<String> conflict(Unit unit, Machine machine, List<Unit> occupants, List<Unit> globals) {
        return firstConflict(unit, occupants)
                .or(() -> firstConflict(unit, globals))
                .map(other -> "conflicts with " + other + " on machine "
                        + machine.id().shortForm());
    }

    /** A unit that is there already and that this one would have to give way to. */
    private static Optional<String> givenAway(Unit unit, Machine machine, List<Unit> occupants) {
        return occupants.stream()
                .filter(other -> other.requirements().displaces(other.name(), unit.name(), unit.requirements()))
                .findFirst()
                .map(other -> "gives way to " + other.name() + " on machine "
                        + machine.id().shortForm());
    }

    /** What units reserve is kept free for them; a capacity that is not known is never too small. */
    private static Optional<String> tooFull(Unit unit, Machine machine, List<Unit> occupants, List<Unit> globals) {
        Resources wanted = unit.requirements().reserved();
        if (wanted.isNone()) {
            return Optional.empty();
        }
        long cpus = microCpus(wanted.cpus());
        long memory = wanted.memoryBytes();
        List<Unit> others = new ArrayList<>(occupants);
        others.addAll(globals);
        for (Unit other : others) {
            cpus += microCpus(other.requirements().reserved().cpus());
            memory += other.requirements().reserved().memoryBytes();
        }
        Capacity capacity = machine.capacity();
        if (wanted.cpus() > 0 && capacity.cpus() > 0 && cpus > microCpus(capacity.cpus())) {
            return Optional.of("machine " + machine.id().shortForm() + " has not enough CPU left");
        }
        return wanted.memoryBytes() > 0 && capacity.memoryBytes() > 0 && memory > capacity.memoryBytes()
                ? Optional.of("machine " + machine.id().shortForm() + " has not enough memory left")
                : Optional.empty();
    }

    /** Whole millionths of a core, as the scheduler counts: sums of them do not depend on their order. */
    private static long microCpus(double cpus) {
        return Math.round(cpus * 1_000_000);
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
