package dev.flotilla.scheduler.reconcile;

import dev.flotilla.placement.Plan;
import java.time.Duration;

/** A pass that has its plan. */
record Pass(long id, long term, boolean full, Plan plan, Duration planning) {
    PassReport report(PassReport.Outcome outcome, int refused) {
        return new PassReport(id, term, full, planning, plan.changes(), refused, outcome);
    }

    /** For logs: {@code pass 12 of term 40}. */
    @Override
    public String toString() {
        return "pass " + id + " of term " + term;
    }
}
