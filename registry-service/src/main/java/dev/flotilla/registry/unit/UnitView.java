package dev.flotilla.registry.unit;

import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit with everything a list shows about it.
 *
 * @param placement empty when it is global, inactive or waiting
 * @param pending why it waits; empty when it does not
 * @param states by machine
 */
public record UnitView(Unit unit, Optional<Placement> placement, Optional<Pending> pending, List<UnitState> states) {
    public UnitView {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(pending, "pending");
        states = List.copyOf(states);
    }
}
