package dev.flotilla.registry.state;

import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.util.List;

/**
 * What an agent reports.
 *
 * @param complete whether this is everything the machine has: states that are not in it are gone
 * @param changed new or different; the machine is the reporting one, whatever they say
 * @param removed units the machine has nothing of any more
 * @param sequence counts up within a session
 */
public record StateReport(boolean complete, List<UnitState> changed, List<UnitName> removed, long sequence) {
    public StateReport {
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }
}
