package dev.flotilla.registry.state;

import dev.flotilla.model.state.UnitState;
import java.util.List;

/**
 * Some states by unit, then machine.
 *
 * @param revision the list's revision
 * @param more whether there are states after the last one
 */
public record StatePage(List<UnitState> states, long revision, boolean more) {
    public StatePage {
        states = List.copyOf(states);
    }
}
