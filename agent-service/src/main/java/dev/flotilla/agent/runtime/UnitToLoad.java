package dev.flotilla.agent.runtime;

import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;

/** A unit for {@link Runtime#load}. */
public record UnitToLoad(UnitName name, UnitFile file) {
    public UnitToLoad {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(file, "file");
    }
}
