package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the agent last brought a unit. It is not what the unit does now: a unit that was launched and then failed or
 * ended was launched all the same, and whether it is started again is up to its {@code Restart=}.
 *
 * @param hash of the content it was brought there with
 * @param state loaded: not started, or stopped since; launched: start was carried out
 * @param outgoing set only on disk: a restart for this content was begun when this ran, and nobody knows what became of it
 */
public record Achieved(UnitHash hash, DesiredState state, Optional<Footprint> outgoing) {
    public Achieved {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(outgoing, "outgoing");
        if (state == DesiredState.INACTIVE) {
            throw new IllegalArgumentException("nothing achieved is no record");
        }
    }

    public static Achieved loaded(UnitHash hash) {
        return new Achieved(hash, DesiredState.LOADED, Optional.empty());
    }

    public static Achieved launched(UnitHash hash) {
        return new Achieved(hash, DesiredState.LAUNCHED, Optional.empty());
    }

    /** @param outgoing what ran when the restart was begun */
    public static Achieved restarting(UnitHash hash, Footprint outgoing) {
        return new Achieved(hash, DesiredState.LAUNCHED, Optional.of(outgoing));
    }

    /** A restart for this content was begun, and what runs is still what ran then, or is on its way down. */
    boolean isRestartOpen(UnitStatus now) {
        return outgoing.filter(before -> before.isStill(now) || now.active().equals("deactivating"))
                .isPresent();
    }

    public boolean isLaunched() {
        return state == DesiredState.LAUNCHED;
    }
}
