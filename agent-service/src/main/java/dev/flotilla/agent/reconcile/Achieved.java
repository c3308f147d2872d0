package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the agent last brought a unit. It is not what the unit does now: a unit that was launched and then failed or
 * ended was launched all the same, and whether it is started again is up to its {@code Restart=}. Unless the agent had
 * begun to stop it: then it did not end by itself, in whatever state it was left.
 *
 * @param hash of the content it was brought there with
 * @param state loaded: not started, or stopped since; launched: start was carried out
 * @param begun what was begun then and did not come to a known end: its agent died, or the runtime could not be asked
 */
public record Achieved(UnitHash hash, DesiredState state, Optional<Begun> begun) {
    public Achieved {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(begun, "begun");
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

    /**
     * @param hash of the content it is to run afterwards
     * @param outgoing what ran when the restart was begun
     */
    public static Achieved restarting(UnitHash hash, Footprint outgoing) {
        return new Achieved(hash, DesiredState.LAUNCHED, Optional.of(new Begun.Restart(outgoing)));
    }

    /** @param hash of the content it ran when the stop was begun */
    public static Achieved stopping(UnitHash hash) {
        return new Achieved(hash, DesiredState.LAUNCHED, Optional.of(new Begun.Stop()));
    }

    /** As it is kept while it is stopped. A restart that is open says more: what runs may be of other content. */
    Achieved whileStopped() {
        return isLaunched() && begun.isEmpty() ? stopping(hash) : this;
    }

    boolean isRestarting() {
        return begun.filter(Begun.Restart.class::isInstance).isPresent();
    }

    /** A restart for this content was begun, and what runs is still what ran then, or is on its way down. */
    boolean isRestartOpen(UnitStatus now) {
        return begun.filter(what -> what instanceof Begun.Restart(Footprint outgoing)
                        && (outgoing.isStill(now) || now.isGoingDown()))
                .isPresent();
    }

    public boolean isLaunched() {
        return state == DesiredState.LAUNCHED;
    }
}
