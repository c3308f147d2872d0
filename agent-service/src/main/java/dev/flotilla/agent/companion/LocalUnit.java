package dev.flotilla.agent.companion;

import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitFile;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit of this machine, as its companions see it.
 *
 * @param file of units that offer something; others are of no interest
 * @param leaving it is about to be stopped
 */
public record LocalUnit(UnitState state, Optional<UnitFile> file, boolean leaving) {
    public LocalUnit {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(file, "file");
    }
}
