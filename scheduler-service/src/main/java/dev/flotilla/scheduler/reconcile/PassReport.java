package dev.flotilla.scheduler.reconcile;

import dev.flotilla.placement.Change;
import java.time.Duration;
import java.util.List;

/**
 * What one pass did.
 *
 * @param id counts the passes of this process
 * @param full whether it looked at everything
 * @param planning how long the plan took
 * @param planned the plan's changes
 * @param refused how many of them the registry refused
 * @param outcome how it ended
 */
public record PassReport(
        long id, long term, boolean full, Duration planning, List<Change> planned, int refused, Outcome outcome) {
    /** How a pass ends. */
    public enum Outcome {
        /** There was nothing to change. */
        NOTHING,
        /** The registry took the plan, or what still held of it. */
        COMMITTED,
        /** The registry could not be asked, or failed. */
        FAILED,
        /** This scheduler no longer leads. */
        DEPOSED
    }

    public PassReport {
        planned = List.copyOf(planned);
    }

    /** How many changes of one kind were planned. */
    public long count(Class<? extends Change> kind) {
        return planned.stream().filter(kind::isInstance).count();
    }
}
