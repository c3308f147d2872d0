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

    /** For how long its agent and its runtime have been able to stop units, in nanoseconds. */
    long ableToStopFor();

    /** Whether the unit, when it is told to stop, does so soon enough. */
    boolean stopsInTime(UnitName unit);
}
