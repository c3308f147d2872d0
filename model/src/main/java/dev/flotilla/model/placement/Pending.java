package dev.flotilla.model.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit that should be on a machine and is on none.
 *
 * @param explanation why
 * @param since when this became the reason
 * @param lostWith the machine it was on when that was lost. Should it come back before the unit is elsewhere, it goes on
 *     running the unit until it is decided whether it may: so nothing is stopped that stays
 * @param revision the store's revision; 0 when it is not stored yet
 */
public record Pending(
        UnitName unit, Explanation explanation, Instant since, Optional<MachineId> lostWith, long revision) {
    public Pending {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(explanation, "explanation");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(lostWith, "lostWith");
    }

    public Pending withRevision(long newRevision) {
        return new Pending(unit, explanation, since, lostWith, newRevision);
    }

    /** A unit that no machine was lost with. */
    public Pending(UnitName unit, Explanation explanation, Instant since, long revision) {
        this(unit, explanation, since, Optional.empty(), revision);
    }
}
