package dev.flotilla.client.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One decision of a plan, with what it was made on.
 *
 * @param unitRevision the unit's revision
 * @param placementRevision that of the placement which is replaced or removed; 0: there was none
 * @param leftMachineRevision that of the machine which the unit leaves: should it change, the unit stays; 0: it does not
 *     matter
 * @param guards further placements the decision leans on, for example a MachineOf target's
 * @param cause why, in a few words for the record: {@code new unit}, {@code machine 05c0472b lost}
 */
public record PlacementChange(
        UnitName unit,
        long unitRevision,
        long placementRevision,
        long leftMachineRevision,
        Decision decision,
        List<Guard> guards,
        String cause) {
    public PlacementChange {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(cause, "cause");
        guards = List.copyOf(guards);
    }

    /** What is decided. */
    public sealed interface Decision {
        Explanation explanation();

        /**
         * Put it on a machine.
         *
         * @param machineRevision the machine's revision
         */
        record Place(MachineId machine, long machineRevision, Explanation explanation) implements Decision {}

        /** Take it off its machine; it waits. */
        record Unplace(Explanation explanation) implements Decision {}

        /** It has no machine; only record why it waits. */
        record Wait(Explanation explanation) implements Decision {}
    }

    /**
     * Another unit's placement as it must be for the decision to hold.
     *
     * @param placementRevision 0: it must have none
     * @param machine instead of the revision: it must be on this machine when the change is applied, also when the same
     *     plan put it there
     */
    public record Guard(UnitName unit, long placementRevision, Optional<MachineId> machine) {
        public static Guard revision(UnitName unit, long placementRevision) {
            return new Guard(unit, placementRevision, Optional.empty());
        }

        public static Guard onMachine(UnitName unit, MachineId machine) {
            return new Guard(unit, 0, Optional.of(machine));
        }
    }
}
