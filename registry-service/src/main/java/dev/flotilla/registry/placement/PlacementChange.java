package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A change that the scheduler proposes for one unit.
 *
 * @param unitRevision the unit's revision that it was decided on
 * @param placementRevision of the placement that is replaced or removed; 0: there was none
 * @param leftMachineRevision of the machine that the unit leaves, as it was decided on; 0: it does not matter
 * @param guards further placements that the decision leans on
 * @param cause why it is done, in a few words for the record
 */
public record PlacementChange(
        UnitName unit,
        long unitRevision,
        long placementRevision,
        long leftMachineRevision,
        Action action,
        List<Guard> guards,
        String cause) {
    public PlacementChange {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(action, "action");
        guards = List.copyOf(guards);
        Objects.requireNonNull(cause, "cause");
        if (unitRevision < 1 || placementRevision < 0 || leftMachineRevision < 0) {
            throw new IllegalArgumentException("a change names the unit's revision, and its placement's if it has one");
        }
    }

    /** What is done. */
    public sealed interface Action {
        Explanation explanation();
    }

    /**
     * The unit goes to a machine.
     *
     * @param machineRevision the machine's revision that it was decided on
     */
    public record Place(MachineId machine, long machineRevision, Explanation explanation) implements Action {
        public Place {
            Objects.requireNonNull(machine, "machine");
            Objects.requireNonNull(explanation, "explanation");
            if (machineRevision < 1) {
                throw new IllegalArgumentException("a placement names the machine's revision");
            }
        }
    }

    /** The unit is taken off its machine and waits. */
    public record Unplace(Explanation explanation) implements Action {
        public Unplace {
            Objects.requireNonNull(explanation, "explanation");
        }
    }

    /** The unit waits as before; only the reason is recorded. */
    public record Wait(Explanation explanation) implements Action {
        public Wait {
            Objects.requireNonNull(explanation, "explanation");
        }
    }

    /**
     * What must be so of another unit.
     *
     * @param placementRevision its placement's revision, 0: it must have none
     * @param machine instead of the revision: where it must be when the change is applied
     */
    public record Guard(UnitName unit, long placementRevision, Optional<MachineId> machine) {
        public Guard {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(machine, "machine");
            if (placementRevision < 0) {
                throw new IllegalArgumentException("a revision is not negative");
            }
        }
    }

    /** The machine the unit goes to. */
    public Optional<MachineId> target() {
        return action instanceof Place place ? Optional.of(place.machine()) : Optional.empty();
    }

    /** The newest revision that the change speaks of: a replica that has not seen it cannot judge. */
    long newestRevision() {
        long newest = Math.max(Math.max(unitRevision, placementRevision), leftMachineRevision);
        if (action instanceof Place place) {
            newest = Math.max(newest, place.machineRevision());
        }
        for (Guard guard : guards) {
            newest = Math.max(newest, guard.placementRevision());
        }
        return newest;
    }
}
