package dev.flotilla.client.placement;

import dev.flotilla.model.unit.UnitName;
import java.util.List;

/**
 * What became of a plan.
 *
 * @param revision after the last committed change
 * @param refused changes whose preconditions were no longer true; all others are committed
 */
public record CommitOutcome(long revision, List<Refused> refused) {
    public CommitOutcome {
        refused = List.copyOf(refused);
    }

    /**
     * A change that was not made.
     *
     * @param reason what was no longer true
     */
    public record Refused(UnitName unit, String reason) {}
}
