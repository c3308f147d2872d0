package dev.flotilla.agent.companion;

import dev.flotilla.model.unit.UnitName;
import java.util.Collection;

/** Somebody beside the agent; called on the agent's loop, and must not block. */
public interface Companion {

    /** What changed; everything, first. */
    void news(boolean complete, Collection<LocalUnit> changed, Collection<UnitName> removed);
}
