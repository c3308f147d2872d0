package dev.flotilla.model.unit;

import dev.flotilla.model.discovery.Declarations;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.requirement.Requirements;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit as the cluster knows it.
 *
 * @param hash of the file
 * @param requirements what the file's {@code [X-Fleet]} and {@code [X-Flotilla]} sections ask for under this name
 * @param revision the store's revision of the last change; 0 when it is not stored yet
 * @param created when it was first submitted under this name
 * @param changed when its content or desired state last changed
 * @param changedBy who made that change; may be empty
 * @param request the call that made it, if it had an id
 */
public record Unit(
        UnitName name,
        UnitFile file,
        UnitHash hash,
        DesiredState desired,
        Requirements requirements,
        long revision,
        Instant created,
        Instant changed,
        String changedBy,
        Optional<RequestId> request) {
    private static final Optional<RequestId> NO_REQUEST = Optional.empty();

    public Unit {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(desired, "desired");
        Objects.requireNonNull(requirements, "requirements");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(changed, "changed");
        Objects.requireNonNull(changedBy, "changedBy");
        Objects.requireNonNull(request, "request");
        if (revision < 0) {
            throw new IllegalArgumentException("a revision is not negative");
        }
    }

    /**
     * A unit as it is submitted: everything about it that can be wrong is refused here, with
     * {@link FlotillaError.Invalid}. systemd's own sections pass untouched.
     */
    public static Unit define(UnitName name, UnitFile file, DesiredState desired, Instant now, String by) {
        checkDesired(name, desired);
        OptionCheck.checkSize(file.options());
        Declarations.check(name, file);
        return new Unit(name, file, file.hash(), desired, Requirements.of(name, file), 0, now, now, by, NO_REQUEST);
    }

    /** The same content, asked to be something else. */
    public Unit withDesired(DesiredState newDesired, Instant now, String by) {
        checkDesired(name, newDesired);
        return new Unit(name, file, hash, newDesired, requirements, revision, created, now, by, NO_REQUEST);
    }

    /** Another content under the same name; it keeps its age. */
    public Unit withFile(UnitFile newFile, Instant now, String by) {
        Unit defined = define(name, newFile, desired, now, by);
        return new Unit(
                name, newFile, defined.hash, desired, defined.requirements, revision, created, now, by, NO_REQUEST);
    }

    public Unit withRevision(long newRevision) {
        return new Unit(name, file, hash, desired, requirements, newRevision, created, changed, changedBy, request);
    }

    /** The same, as changed by this call. */
    public Unit withRequest(Optional<RequestId> id) {
        return new Unit(name, file, hash, desired, requirements, revision, created, changed, changedBy, id);
    }

    private static void checkDesired(UnitName name, DesiredState desired) {
        if (name.isTemplate() && desired != DesiredState.INACTIVE) {
            throw invalid("desiredState", "cannot activate template \"" + name + "\"");
        }
    }

    private static RuntimeException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
