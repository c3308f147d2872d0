package dev.flotilla.agent.runtime;

import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;

/**
 * A unit as the runtime has it.
 *
 * @param hash of the unit file that was last loaded
 */
public record RuntimeUnit(UnitName name, UnitHash hash, UnitStatus status) {
    public RuntimeUnit {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(status, "status");
    }
}
