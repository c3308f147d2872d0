package dev.flotilla.agent.runtime;

import dev.flotilla.model.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs units on this machine. Names of states and results are systemd's.
 *
 * <p>All methods may be called from any thread and none waits for a unit: what takes time returns a future, completed on
 * a thread of the runtime on which the caller must not block. Calls for one unit take effect in the order they were
 * made. A future fails with a {@link dev.flotilla.model.error.FlotillaException}: {@code NotFound} for a unit that was
 * never loaded, {@code Unavailable} when the runtime cannot be reached or is closed.
 */
public interface Runtime extends AutoCloseable {

    /**
     * Makes the runtime know these units, new ones and new content of known ones; completes when {@link #list} shows
     * them. Starts and stops nothing: a running unit goes on with the processes it has, and new content counts for every
     * command that is run from now on. A batch costs one reload of the runtime, so callers gather what they have.
     *
     * <p>A unit the runtime cannot make sense of, or must not run because it cannot honour an option, is loaded all the
     * same with load state {@code bad-setting} or {@code error} and the reason in its detail; starting it fails. It
     * never spoils the rest of the batch.
     */
    CompletableFuture<Void> load(List<UnitToLoad> batch);

    /**
     * Forgets these units; those that run are stopped first. Unknown names are passed over. Completes when all of them
     * are gone from {@link #list}.
     */
    CompletableFuture<Void> unload(Collection<UnitName> names);

    /**
     * Starts a unit, also one that has failed before, together with what it requires. Completes when the start job is
     * over: for a service that is when its type says it is up. Active already: done at once.
     */
    CompletableFuture<JobResult> start(UnitName name);

    /** Stops a unit and the units bound to it. Completes when none of its processes is left. */
    CompletableFuture<JobResult> stop(UnitName name);

    /** Stops the unit if it runs, then starts it. */
    CompletableFuture<JobResult> restart(UnitName name);

    /**
     * All units the runtime has of ours, from its memory: no call to the outside. After a start of the agent that is
     * what was running and loaded before: the agent adopts those whose hash is right.
     */
    Map<UnitName, RuntimeUnit> list();

    /** Calls the listener for every change from now on until the subscription is closed. */
    Subscription subscribe(StateListener listener);

    /**
     * Hands a unit's log to the sink: the last lines, then, when asked to follow, each new one until the subscription is
     * closed. Works for units that do not run and for those that were unloaded as long as the runtime keeps their log.
     */
    Subscription logs(UnitName name, LogQuery query, LogSink sink);

    /**
     * What {@code systemctl status} prints about a unit.
     *
     * @param lines how many log lines to add, from 0
     */
    CompletableFuture<StatusText> statusText(UnitName name, int lines);

    /** Whether the machine is being shut down now, as far as the runtime can tell. */
    default CompletableFuture<Boolean> machineStops() {
        return CompletableFuture.completedFuture(false);
    }

    /** Lets go of the units without stopping any of them; a runtime opened later adopts them. */
    @Override
    void close();
}
