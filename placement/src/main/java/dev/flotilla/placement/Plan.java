package dev.flotilla.placement;

import dev.flotilla.model.unit.UnitName;
import java.util.List;

/**
 * What is to be changed, in an order in which every prefix leaves a cluster that satisfies all constraints.
 *
 * @param complete false: the limit was reached and there is more to plan once these changes are made
 * @param departuresComplete whether what there may be more of are only units that wait; true of every complete plan
 * @param unexplained units that go on waiting, for reasons that the next plan will look for: it would have taken too long
 */
public record Plan(List<Change> changes, boolean complete, boolean departuresComplete, List<UnitName> unexplained) {
    public Plan {
        changes = List.copyOf(changes);
        unexplained = List.copyOf(unexplained);
    }

    /** Whether another one is to be made once these changes are. */
    public boolean leavesMore() {
        return !complete || !unexplained.isEmpty();
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
