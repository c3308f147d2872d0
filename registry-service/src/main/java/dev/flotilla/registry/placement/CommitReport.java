package dev.flotilla.registry.placement;

import java.util.List;

/**
 * What became of a plan: what is not refused is committed.
 *
 * @param revision after the last committed change
 */
public record CommitReport(long revision, List<RefusedChange> refused) {
    public CommitReport {
        refused = List.copyOf(refused);
    }
}
