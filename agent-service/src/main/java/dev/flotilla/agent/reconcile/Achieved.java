package dev.flotilla.agent.reconcile;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import java.util.Objects;

/**
 * How far the agent last brought a unit. It is not what the unit does now: a unit that was launched and then failed or
 * ended was launched all the same, and whether it is started again is up to its {@code Restart=}.
 *
 * @param hash of the content it was brought there with
 * @param state loaded: not started, or stopped since; launched: start was carried out
 */
public record Achieved(UnitHash hash, DesiredState state) {
    public Achieved {
        Objects.requireNonNull(hash, "hash");
        if (state == DesiredState.INACTIVE) {
            throw new IllegalArgumentException("nothing achieved is no record");
        }
    }

    public static Achieved loaded(UnitHash hash) {
        return new Achieved(hash, DesiredState.LOADED);
    }

    public static Achieved launched(UnitHash hash) {
        return new Achieved(hash, DesiredState.LAUNCHED);
    }

    public boolean isLaunched() {
        return state == DesiredState.LAUNCHED;
    }
}
