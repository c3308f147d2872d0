package dev.flotilla.model.placement;

import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Objects;

/**
 * A unit that should be on a machine and is on none.
 *
 * @param explanation why
 * @param since when this became the reason
 * @param revision the store's revision; 0 when it is not stored yet
 */
public record Pending(UnitName unit, Explanation explanation, Instant since, long revision) {
    public Pending {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(explanation, "explanation");
        Objects.requireNonNull(since, "since");
    }
}
