package dev.flotilla.simulation.check;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.util.Map;

/** A machine as it really is. */
public interface MachineView {
    MachineId id();

    Map<UnitName, RuntimeUnit> units();

    /** A unit that is up whenever it was launched, as far as its own behaviour goes. */
    boolean isSteady(UnitName unit);

    /** Whether its agent knows when an agent of this machine was last heard; in this boot, before which nothing ran. */
    boolean knowsWhenHeard();

    /** For how long its agent has been up and running, in nanoseconds. */
    long awakeFor();

    /** For how long its runtime has done what it is asked for, in nanoseconds. */
    long reachableFor();

    /** Whether the unit, when it is told to stop, does so soon enough. */
    boolean stopsInTime(UnitName unit);
}
