package dev.flotilla.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Optional;

/**
 * One step of a plan. It names the revisions it was decided on, so that whoever carries it out can refuse it when they
 * have changed meanwhile.
 */
public sealed interface Change {
    UnitName unit();

    /** The unit's revision that the decision was made on. */
    long unitRevision();

    /** The revision of the placement that is replaced or removed; 0: there was none. */
    long placementRevision();

    /** The revision of the machine that the unit leaves; 0: it leaves none, or one that is not known. */
    long leftMachineRevision();

    Explanation explanation();

    /** Why it is done, in a few words for the record: {@code machine 05c0472b... lost}. */
    String cause();

    /**
     * The unit goes to a machine.
     *
     * @param guards what earlier changes of the same plan must have achieved
     */
    record Place(
            UnitName unit,
            long unitRevision,
            long placementRevision,
            long leftMachineRevision,
            MachineId machine,
            long machineRevision,
            Explanation explanation,
            String cause,
            List<Guard> guards)
            implements Change {
        public Place {
            guards = List.copyOf(guards);
        }
    }

    /**
     * The unit leaves its machine and there is no other for it.
     *
     * @param waitingHelps see {@link Refusal#waitingHelps()}
     */
    record Unplace(
            UnitName unit,
            long unitRevision,
            long placementRevision,
            long leftMachineRevision,
            Explanation explanation,
            String cause,
            boolean waitingHelps)
            implements Change {}

    /**
     * The unit is on no machine, for a reason that is not on record yet.
     *
     * @param waitingHelps see {@link Refusal#waitingHelps()}
     */
    record Wait(UnitName unit, long unitRevision, Explanation explanation, boolean waitingHelps) implements Change {
        @Override
        public long placementRevision() {
            return 0;
        }

        @Override
        public long leftMachineRevision() {
            return 0;
        }

        @Override
        public String cause() {
            return explanation.summary();
        }
    }

    /**
     * Another unit that must be where the plan thinks it is for a change to be right.
     *
     * @param machine empty: it must be on none
     */
    record Guard(UnitName unit, Optional<MachineId> machine) {}
}
