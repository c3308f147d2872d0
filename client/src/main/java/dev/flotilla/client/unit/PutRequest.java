package dev.flotilla.client.unit;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
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
 * @param id of the user's call: a request with the id of one that was carried out changes nothing more; empty: each is a call of
 *     its own
 */
public record PutRequest(
        UnitName name,
        Optional<UnitFile> file,
        Optional<DesiredState> desired,
        Optional<String> changedBy,
        long expectedRevision,
        Optional<RequestId> id) {
    public PutRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
        if (expectedRevision < 0) {
            throw new IllegalArgumentException("a revision is not negative: " + expectedRevision);
        }
    }

    /** A call of its own. */
    public PutRequest(
            UnitName name,
            Optional<UnitFile> file,
            Optional<DesiredState> desired,
            Optional<String> changedBy,
            long expectedRevision) {
        this(name, file, desired, changedBy, expectedRevision, Optional.empty());
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
        return new PutRequest(name, file, desired, Optional.of(who), expectedRevision, id);
    }

    public PutRequest expecting(long revision) {
        return new PutRequest(name, file, desired, changedBy, revision, id);
    }

    /** The same as the user's call of this id, which may have been sent before. */
    public PutRequest as(RequestId call) {
        return new PutRequest(name, file, desired, changedBy, expectedRevision, Optional.of(call));
    }
}
