package dev.flotilla.agent.reconcile;

import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.util.Map;

/** Where what was achieved outlives the agent, within one boot of its machine. */
public interface KeptProgress {

    void save(Map<UnitName, Achieved> achieved) throws IOException;

    /** What was saved last in this boot; nothing when there is none. */
    Map<UnitName, Achieved> load();
}
