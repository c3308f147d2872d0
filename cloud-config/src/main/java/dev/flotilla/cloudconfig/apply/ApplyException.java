package dev.flotilla.cloudconfig.apply;

import java.util.List;

/** Applying ended before its end. What was done is whole, and is found done by the next run. */
public final class ApplyException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<PlannedStep> done;

    ApplyException(String message, List<PlannedStep> done, Throwable cause) {
        super(message, cause);
        this.done = List.copyOf(done);
    }

    /** The changes made before it ended. */
    public List<PlannedStep> done() {
        return done;
    }
}
