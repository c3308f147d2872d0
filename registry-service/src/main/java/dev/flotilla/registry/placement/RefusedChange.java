package dev.flotilla.registry.placement;

import dev.flotilla.model.unit.UnitName;
import java.util.Objects;

/** A change that was not committed, and what was no longer true. */
public record RefusedChange(UnitName unit, String reason) {
    public RefusedChange {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reason, "reason");
    }
}
