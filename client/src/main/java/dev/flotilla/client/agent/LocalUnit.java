package dev.flotilla.client.agent;

import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit of the machine.
 *
 * @param file of units that offer something ({@code [X-Discovery]}); empty for others
 * @param leaving it is about to be stopped: what it offers is to be withdrawn, and that to be said
 */
public record LocalUnit(UnitState state, Optional<UnitFile> file, boolean leaving) {
    public LocalUnit {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(file, "file");
    }

    public UnitName name() {
        return state.unit();
    }
}
