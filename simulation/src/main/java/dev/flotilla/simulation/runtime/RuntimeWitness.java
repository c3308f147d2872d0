package dev.flotilla.simulation.runtime;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.unit.UnitName;

/** Sees what an agent asks of its runtime and what becomes of the units. */
public interface RuntimeWitness {
    /** Nobody looks. */
    RuntimeWitness NONE = new RuntimeWitness() {};

    /** The agent has this unit stopped: by a stop, an unload or a restart. */
    default void stopped(RuntimeUnit unit, String how) {}

    default void started(RuntimeUnit unit) {}

    default void changed(RuntimeUnit unit) {}

    default void removed(UnitName name) {}
}
