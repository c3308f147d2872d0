package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.model.unit.DesiredState;
import java.util.Objects;
import java.util.Optional;

/**
 * What a unit is waited for.
 *
 * @param hash the content that its machine must have got, 40 hex digits
 * @param orUnplaced whether being on no machine at all will do, as for a stop
 */
record Goal(String unit, DesiredState state, Optional<String> hash, boolean orUnplaced) {
    Goal {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(hash, "hash");
    }

    static Goal of(String unit, DesiredState state) {
        return new Goal(unit, state, Optional.empty(), false);
    }

    static Goal stopped(String unit) {
        return new Goal(unit, DesiredState.LOADED, Optional.empty(), true);
    }

    Goal withHash(String expected) {
        return new Goal(unit, state, Optional.of(expected), orUnplaced);
    }

    boolean isReached(UnitView seen) {
        if (orUnplaced
                && !seen.global()
                && seen.machineId().isEmpty()
                && seen.currentState().equals("inactive")) {
            return true;
        }
        boolean there = seen.global() && state == DesiredState.LOADED
                ? seen.states().stream().noneMatch(s -> s.observedState().equals("launched"))
                : seen.currentState().equals(state.word());
        return there && hasContent(seen);
    }

    private boolean hasContent(UnitView seen) {
        return hash.isEmpty()
                || seen.states().stream()
                        .allMatch(s -> s.hash().isEmpty() || s.hash().equals(hash.get()));
    }

    /** Whether somebody has asked for another state since. */
    boolean isOverruled(UnitView seen) {
        return !seen.desiredState().equals(state.word());
    }
}
