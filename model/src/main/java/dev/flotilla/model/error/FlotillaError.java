package dev.flotilla.model.error;

import java.util.Optional;

/**
 * Everything that can go wrong in a way a caller may want to tell apart. It is mapped once to a gRPC status and once to
 * HTTP, at the edges; the cores throw it inside a {@link FlotillaException} or return it as a value.
 */
public sealed interface FlotillaError {

    /** Words for a person: what is wrong, where, and if possible what to do. Never empty. */
    String message();

    /** The named thing does not exist. */
    record NotFound(String message) implements FlotillaError {}

    /**
     * The input is wrong and will be wrong again when it is repeated.
     *
     * @param field the request field at fault, for example {@code options[3].name}; empty when a position says it better
     * @param position where in a unit file (or another text) the fault is
     */
    record Invalid(String message, Optional<String> field, Optional<Position> position) implements FlotillaError {
        public Invalid(String message) {
            this(message, Optional.empty(), Optional.empty());
        }

        /** The message as a compiler would print it: {@code apache.service:7:1: ...} when the position is known. */
        @Override
        public String message() {
            return position.map(p -> p + ": " + message).orElse(message);
        }
    }

    /** The state of the cluster does not allow it, or somebody else changed it first. */
    record Conflict(String message) implements FlotillaError {}

    /** A documented limit was exceeded, for example the size of a unit file. */
    record TooLarge(String message) implements FlotillaError {}

    /** The history asked for is gone; the caller reads again from a snapshot. */
    record Compacted(String message, long compactedRevision) implements FlotillaError {}

    /** The caller is not allowed to do this, for example with a stale fencing token. */
    record Denied(String message) implements FlotillaError {}

    /** It cannot be done now; the same call may work later. Nothing is known to have been changed. */
    record Unavailable(String message) implements FlotillaError {}

    /** This build or runtime does not do it, for example a unit option that a runtime has no means for. */
    record Unsupported(String message) implements FlotillaError {}

    /** A defect of ours. */
    record Internal(String message) implements FlotillaError {}

    default FlotillaException asException() {
        return new FlotillaException(this);
    }
}
