package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.runtime.UnitStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Tells one run of a unit from the next, also to another agent than the one that took it.
 *
 * @param process the unit's main process, if it had one
 * @param since when its state had last changed
 */
public record Footprint(OptionalLong process, Instant since) {
    public Footprint {
        Objects.requireNonNull(process, "process");
        Objects.requireNonNull(since, "since");
    }

    /** Of the run that is or was last. */
    public static Footprint of(UnitStatus status) {
        return new Footprint(status.mainPid(), status.since());
    }

    /** Of what has a process only that counts: a service may say in between that it reloads. */
    public boolean isStill(UnitStatus now) {
        return process.isPresent() && now.mainPid().isPresent()
                ? process.equals(now.mainPid())
                : since.equals(now.since());
    }
}
