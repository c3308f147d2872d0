package dev.flotilla.gateway.view;

import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit with everything a list shows about it.
 *
 * @param placement empty when it is global, inactive or waiting
 * @param pending why it waits; empty when it does not
 * @param states one for each machine that has it, in the order of machine ids
 */
public record UnitView(Unit unit, Optional<Placement> placement, Optional<Pending> pending, List<UnitState> states) {
    public UnitView {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(pending, "pending");
        states = List.copyOf(states);
    }

    public boolean isGlobal() {
        return unit.requirements().global();
    }

    /** What its machine last achieved; of a global unit the least that any of its machines did. */
    public DesiredState currentState() {
        if (isGlobal()) {
            return states.stream()
                    .map(UnitState::observed)
                    .min(DesiredState::compareTo)
                    .orElse(DesiredState.INACTIVE);
        }
        return UnitState.currentState(onTarget());
    }

    /** The state on the machine where it is placed; empty when there is none. */
    public Optional<UnitState> onTarget() {
        return placement.flatMap(target -> states.stream()
                .filter(state -> state.machine().equals(target.machine()))
                .findFirst());
    }
}
