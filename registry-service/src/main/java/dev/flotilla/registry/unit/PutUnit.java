package dev.flotilla.registry.unit;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;
import java.util.Optional;

/**
 * A user's call to create or change a unit.
 *
 * @param file empty: only the desired state changes
 * @param desired empty: {@code INACTIVE} for a new unit, refused for a known one
 * @param changedBy who asks, for the record; at most {@value #MAX_CHANGED_BY} characters, longer ones are cut
 * @param expectedRevision the revision the unit must still have; 0 when any will do
 * @param request which call it is, to know a repetition by
 */
public record PutUnit(
        UnitName name,
        Optional<UnitFile> file,
        Optional<DesiredState> desired,
        String changedBy,
        long expectedRevision,
        Optional<RequestId> request) {
    static final int MAX_CHANGED_BY = 256;

    public PutUnit {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(desired, "desired");
        Objects.requireNonNull(request, "request");
        if (expectedRevision < 0) {
            throw new IllegalArgumentException("a revision is not negative");
        }
        changedBy = changedBy.length() <= MAX_CHANGED_BY ? changedBy : changedBy.substring(0, MAX_CHANGED_BY);
    }

    /** A call that nobody repeats. */
    public PutUnit(
            UnitName name,
            Optional<UnitFile> file,
            Optional<DesiredState> desired,
            String changedBy,
            long expectedRevision) {
        this(name, file, desired, changedBy, expectedRevision, Optional.empty());
    }

    /** The same under an id. */
    public PutUnit as(RequestId id) {
        return new PutUnit(name, file, desired, changedBy, expectedRevision, Optional.of(id));
    }
}
