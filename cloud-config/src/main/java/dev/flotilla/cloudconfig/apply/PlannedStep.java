package dev.flotilla.cloudconfig.apply;

/**
 * A step and whether it has to be done.
 *
 * @param reason why it is not done; empty when it is
 */
public record PlannedStep(Step step, Outcome outcome, String reason) {
    /** What becomes of a step. */
    public enum Outcome {
        /** It changes the machine. */
        CHANGE,
        /** The machine is like this already. */
        UNCHANGED,
        /** It cannot be done here, and that is all right. */
        SKIPPED
    }

    static PlannedStep change(Step step) {
        return new PlannedStep(step, Outcome.CHANGE, "");
    }

    static PlannedStep unchanged(Step step) {
        return new PlannedStep(step, Outcome.UNCHANGED, "already so");
    }

    static PlannedStep skipped(Step step, String reason) {
        return new PlannedStep(step, Outcome.SKIPPED, reason);
    }

    public boolean isChange() {
        return outcome == Outcome.CHANGE;
    }

    @Override
    public String toString() {
        return (isChange() ? "+ " : "  ") + step.description() + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
