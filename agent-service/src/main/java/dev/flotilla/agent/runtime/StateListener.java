package dev.flotilla.agent.runtime;

import dev.flotilla.model.unit.UnitName;

/**
 * Hears of changes. Called by one thread of the runtime at a time, in order for each unit; it must return at once. It may
 * be called for changes in between that are over already: what counts is the last one.
 */
public interface StateListener {
    /** The unit is new, or its hash or anything in its status has changed. */
    void changed(RuntimeUnit unit);

    /** The runtime has nothing of the unit any more. */
    void removed(UnitName name);

    /** The machine may just have been told to shut down: a reason to ask {@link Runtime#machineStops}. */
    default void machineStops() {}
}
