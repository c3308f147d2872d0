package dev.flotilla.placement;

import java.util.List;

/**
 * What is to be changed, in an order in which every prefix leaves a cluster that satisfies all constraints.
 *
 * @param complete false: the limit was reached and there is more to plan once these changes are made
 * @param departuresComplete whether what there may be more of are only units that wait; true of every complete plan
 */
public record Plan(List<Change> changes, boolean complete, boolean departuresComplete) {
    public Plan {
        changes = List.copyOf(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
