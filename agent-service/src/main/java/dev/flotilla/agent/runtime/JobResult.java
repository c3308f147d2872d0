package dev.flotilla.agent.runtime;

import java.util.Objects;

/**
 * How a start, stop or restart ended.
 *
 * @param words for a person, for example {@code Unit db.service not found.}; empty when there is nothing to add
 */
public record JobResult(Outcome outcome, String words) {

    /** The results of systemd's jobs, see {@code JobRemoved} in org.freedesktop.systemd1(5). */
    public enum Outcome {
        DONE("done"),
        /** The unit failed. */
        FAILED("failed"),
        /** A unit that this one requires could not be started. */
        DEPENDENCY("dependency"),
        /** The job took longer than the unit allows. */
        TIMEOUT("timeout"),
        /** A later job for the unit took its place. */
        CANCELED("canceled"),
        /** It did not apply to the unit's current state, or a condition kept it from starting. */
        SKIPPED("skipped");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /** systemd's word for it. */
        public String word() {
            return word;
        }
    }

    public JobResult {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(words, "words");
    }

    public static JobResult done() {
        return new JobResult(Outcome.DONE, "");
    }

    public boolean isDone() {
        return outcome == Outcome.DONE;
    }

    @Override
    public String toString() {
        return words.isEmpty() ? outcome.word() : outcome.word() + ": " + words;
    }
}
