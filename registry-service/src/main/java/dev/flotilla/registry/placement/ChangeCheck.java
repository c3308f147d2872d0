package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.store.Compare;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a proposed change still holds, and what must stay so until it is committed. */
final class ChangeCheck {
    private final KeyScheme keys;
    private final PlannedCluster planned;

    ChangeCheck(KeyScheme keys, PlannedCluster planned) {
        this.keys = keys;
        this.planned = planned;
    }

    /** The verdict about a change. */
    sealed interface Verdict {}

    /** It holds as long as these do. */
    record Holds(List<Compare> conditions) implements Verdict {}

    /** It does not. */
    record Refused(String reason) implements Verdict {}

    Verdict judge(PlacementChange change) {
        List<Compare> conditions = new ArrayList<>();
        Optional<String> fault = unit(change, conditions)
                .or(() -> Chunk.fault(change))
                .or(() -> placement(change, conditions))
                .or(() -> guards(change, conditions))
                .or(() -> action(change, conditions));
        return fault.<Verdict>map(Refused::new).orElseGet(() -> new Holds(conditions));
    }

    private Optional<String> unit(PlacementChange change, List<Compare> conditions) {
        if (planned.isMoved(change.unit())) {
            return Optional.of("the plan has the unit twice");
        }
        Optional<Unit> unit = cluster().unit(change.unit());
        if (unit.isEmpty()) {
            return Optional.of("the unit does not exist");
        }
        if (unit.get().revision() != change.unitRevision()) {
            return Optional.of("the unit was changed");
        }
        if (unit.get().desired() == DesiredState.INACTIVE) {
            return Optional.of("the unit is inactive");
        }
        if (unit.get().requirements().global()) {
            return Optional.of("a global unit is not placed");
        }
        conditions.add(new Compare.ModRevision(keys.unit(change.unit().value()), change.unitRevision()));
        return Optional.empty();
    }

    /**
     * A placement that is there may be taken away by anybody. One that is not there is made by a commit of placements alone,
     * and that none came between is what every chunk compares.
     */
    private Optional<String> placement(PlacementChange change, List<Compare> conditions) {
        Optional<Placement> current = cluster().placement(change.unit());
        if (current.map(Placement::revision).orElse(0L) != change.placementRevision()) {
            return Optional.of("the unit's placement was changed");
        }
        if (change.placementRevision() != 0) {
            conditions.add(at(change.unit(), change.placementRevision()));
        }
        if (current.filter(placement -> cluster().isLost(placement.machine())).isPresent()) {
            if (cluster().brake().engaged()) {
                return Optional.of("the brake holds moves away from lost machines");
            }
            // Another replica may be engaging it for the same loss.
            conditions.add(Compare.unchanged(keys.brake(), cluster().brake().revision()));
        }
        return change.leftMachineRevision() == 0
                ? Optional.empty()
                : current.flatMap(placement -> left(placement.machine(), change.leftMachineRevision(), conditions));
    }

    /** A machine that was lost when the plan was made may be back: then its units stay. */
    private Optional<String> left(MachineId machine, long revision, List<Compare> conditions) {
        conditions.add(new Compare.ModRevision(keys.machine(machine.value()), revision));
        return cluster()
                        .machine(machine)
                        .filter(found -> found.revision() == revision)
                        .isPresent()
                ? Optional.empty()
                : Optional.of("machine " + machine.shortForm() + ", which it is to leave, was changed");
    }

    private Optional<String> guards(PlacementChange change, List<Compare> conditions) {
        for (PlacementChange.Guard guard : change.guards()) {
            if (!holds(guard)) {
                return Optional.of("the placement of " + guard.unit() + " is not as the plan says");
            }
            if (!planned.isMoved(guard.unit())) {
                conditions.add(at(guard.unit(), revisionOf(guard.unit())));
            }
        }
        return Optional.empty();
    }

    private boolean holds(PlacementChange.Guard guard) {
        if (guard.machine().isPresent()) {
            return planned.machineOf(guard.unit()).equals(guard.machine());
        }
        if (planned.isMoved(guard.unit())) {
            return guard.placementRevision() == 0
                    && planned.machineOf(guard.unit()).isEmpty();
        }
        return revisionOf(guard.unit()) == guard.placementRevision();
    }

    private Optional<String> action(PlacementChange change, List<Compare> conditions) {
        return switch (change.action()) {
            case PlacementChange.Place place -> place(change, place, conditions);
            case PlacementChange.Unplace _ ->
                change.placementRevision() == 0 ? Optional.of("the unit has no placement") : Optional.empty();
            case PlacementChange.Wait _ ->
                change.placementRevision() != 0 ? Optional.of("the unit has a placement") : Optional.empty();
        };
    }

    private Optional<String> place(PlacementChange change, PlacementChange.Place place, List<Compare> conditions) {
        Optional<Machine> machine = cluster().machine(place.machine());
        if (machine.isEmpty()) {
            return Optional.of("machine " + place.machine().shortForm() + " does not exist");
        }
        if (machine.get().revision() != place.machineRevision()) {
            return Optional.of("machine " + place.machine().shortForm() + " was changed");
        }
        conditions.add(new Compare.ModRevision(keys.machine(place.machine().value()), place.machineRevision()));
        conditions.add(sameGlobals());
        Unit unit = cluster().unit(change.unit()).orElseThrow();
        unit.requirements()
                .machineOf()
                .filter(target -> !planned.isMoved(target))
                .ifPresent(target -> conditions.add(at(target, revisionOf(target))));
        return ConstraintCheck.violation(unit, machine.get(), planned);
    }

    /**
     * Global units have no placements that could be compared, and take room, conflict, and are followed all the same: also one
     * that did not exist when the plan was judged.
     */
    private Compare sameGlobals() {
        return Compare.unchanged(keys.globals(), cluster().globalsRevision());
    }

    private Compare at(UnitName unit, long placementRevision) {
        return Compare.unchanged(keys.placement(unit.value()), placementRevision);
    }

    private long revisionOf(UnitName unit) {
        return cluster().placement(unit).map(Placement::revision).orElse(0L);
    }

    private Cluster cluster() {
        return planned.cluster();
    }
}
