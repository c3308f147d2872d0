package dev.flotilla.client.unit;

import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import java.util.List;
import java.util.Optional;

/**
 * A unit with everything a list shows about it.
 *
 * @param placement where the scheduler put it; empty when it is global, inactive or waiting
 * @param pending why it has no machine though it should; empty when placed, global or inactive
 * @param states the states reported for it, one for each machine that has it
 */
public record UnitView(Unit unit, Optional<Placement> placement, Optional<Pending> pending, List<UnitState> states) {
    public UnitView {
        states = List.copyOf(states);
    }
}
