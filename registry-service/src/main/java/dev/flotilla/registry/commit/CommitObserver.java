package dev.flotilla.registry.commit;

import java.time.Duration;

/** Is told of each answer of the store; called on the registry's loop. */
public interface CommitObserver {

    /** How a commit ended. */
    enum Outcome {
        COMMITTED,
        CONFLICTED,
        UNKNOWN,
        FAILED
    }

    /** A commit was answered after this time. */
    void committed(WriteKind kind, Outcome outcome, Duration took);

    /** Tells nobody. */
    static CommitObserver none() {
        return (kind, outcome, took) -> {};
    }
}
