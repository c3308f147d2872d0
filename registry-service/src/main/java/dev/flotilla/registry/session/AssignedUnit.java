package dev.flotilla.registry.session;

import dev.flotilla.model.unit.Unit;
import java.util.Objects;

/**
 * A unit that a machine is to run.
 *
 * @param withFile whether the agent needs the unit's file
 */
public record AssignedUnit(Unit unit, boolean withFile) {
    public AssignedUnit {
        Objects.requireNonNull(unit, "unit");
    }
}
