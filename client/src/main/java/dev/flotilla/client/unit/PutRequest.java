package dev.flotilla.client.unit;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;
import java.util.Optional;

/**
 * Creates a unit, changes its desired state, or replaces its content.
 *
 * @param file empty, or equal to the unit's: only the desired state changes
 * @param desired empty: inactive for a new unit; a known one refuses it
 * @param changedBy who asks, for the record; empty: the client's user
 * @param expectedRevision when not 0: refused with a conflict unless the unit is still at this revision
 */
public record PutRequest(
        UnitName name,
        Optional<UnitFile> file,
        Optional<DesiredState> desired,
        Optional<String> changedBy,
        long expectedRevision) {
    public PutRequest {
        Objects.requireNonNull(name, "name");
        if (expectedRevision < 0) {
            throw new IllegalArgumentException("a revision is not negative: " + expectedRevision);
        }
    }

    /** A new unit, or new content of a known one. */
    public static PutRequest of(UnitName name, UnitFile file, DesiredState desired) {
        return new PutRequest(name, Optional.of(file), Optional.of(desired), Optional.empty(), 0);
    }

    /** Another desired state of a known unit. */
    public static PutRequest desire(UnitName name, DesiredState desired) {
        return new PutRequest(name, Optional.empty(), Optional.of(desired), Optional.empty(), 0);
    }

    public PutRequest by(String who) {
        return new PutRequest(name, file, desired, Optional.of(who), expectedRevision);
    }

    public PutRequest expecting(long revision) {
        return new PutRequest(name, file, desired, changedBy, revision);
    }
}
