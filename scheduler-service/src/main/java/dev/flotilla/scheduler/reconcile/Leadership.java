package dev.flotilla.scheduler.reconcile;

import java.util.OptionalLong;

/** What the leader's work has to know of the election. */
public interface Leadership {
    /** The term in which this scheduler leads at this very moment. */
    OptionalLong term();

    /** The registry refused to carry out plans of this term. */
    void denied(long term);
}
