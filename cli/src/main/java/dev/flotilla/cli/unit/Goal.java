package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.StateView;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.model.unit.DesiredState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a unit is waited for.
 *
 * @param hash the content that its machine must have got, 40 hex digits
 * @param orUnplaced whether being on no machine at all will do, as for a stop
 * @param ended what was seen of it where it is to be started again: that is not what comes of it
 */
record Goal(String unit, DesiredState state, Optional<String> hash, boolean orUnplaced, List<StateView> ended) {
    Goal {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(hash, "hash");
        ended = List.copyOf(ended);
    }

    static Goal of(String unit, DesiredState state) {
        return new Goal(unit, state, Optional.empty(), false, List.of());
    }

    static Goal stopped(String unit) {
        return new Goal(unit, DesiredState.LOADED, Optional.empty(), true, List.of());
    }

    Goal withHash(String expected) {
        return new Goal(unit, state, Optional.of(expected), orUnplaced, ended);
    }

    /** The unit is to run anew where it had ended. */
    Goal afterEnding(List<StateView> seen) {
        return new Goal(unit, state, hash, orUnplaced, seen);
    }

    boolean isReached(UnitView seen) {
        return isThere(seen) && stillEnded(seen).isEmpty();
    }

    /** Whether its machine has done what was asked, if it counts what was seen of it before. */
    boolean isThere(UnitView seen) {
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

    /** A state in which it had ended before, and that nothing has come of yet. */
    Optional<StateView> stillEnded(UnitView seen) {
        return seen.statesInPlace().stream()
                .filter(now -> ended.stream().anyMatch(now::isUnchangedSince))
                .findFirst();
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
