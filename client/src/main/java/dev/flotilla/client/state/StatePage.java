package dev.flotilla.client.state;

import dev.flotilla.model.state.UnitState;
import java.util.List;

/**
 * Unit states, sorted by unit, then machine.
 *
 * @param revision of the list
 * @param more there are entries after the last one
 */
public record StatePage(List<UnitState> states, long revision, boolean more) {
    public StatePage {
        states = List.copyOf(states);
    }
}
