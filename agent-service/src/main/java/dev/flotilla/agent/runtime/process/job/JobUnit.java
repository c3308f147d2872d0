package dev.flotilla.agent.runtime.process.job;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.process.definition.Dependencies;
import dev.flotilla.model.unit.UnitName;
import java.util.Optional;

/** A unit as jobs see it. It tells {@link Jobs#changed} of every change of its activity, also within these calls. */
public interface JobUnit {
    UnitName name();

    Dependencies dependencies();

    Activity activity();

    /** Why it cannot be started at all; empty when it can. */
    Optional<String> loadFault();

    /** It failed or ended, and will start by itself after a while. */
    boolean waitsToRestart();

    /**
     * Starts; only called when it is down or waits to restart.
     *
     * @param asked somebody wants it, it is not a restart by itself
     * @return the job's result when it comes to nothing at once, because of a condition; {@link #refused} follows then
     */
    Optional<JobResult> start(boolean asked);

    /** Stops; only called when it is not down. */
    void stop();

    /** A start of it came to nothing before it began; it has no job any more. */
    void refused(JobResult result);

    /** What was wanted of it cannot be done together with all that it needs: there was never a job. */
    void unplanned(JobResult result);

    /** Why it failed, for a person; empty when it did not. */
    String failure();
}
