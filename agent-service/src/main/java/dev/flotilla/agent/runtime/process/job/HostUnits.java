package dev.flotilla.agent.runtime.process.job;

import dev.flotilla.model.unit.UnitName;
import java.util.Optional;

/** Units that are not ours, but the machine's. */
@FunctionalInterface
public interface HostUnits {
    /** Whether it is active; empty when nothing is known of it. */
    Optional<Boolean> isActive(UnitName name);
}
