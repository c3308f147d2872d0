package dev.flotilla.registry.unit;

import java.util.Objects;

/**
 * What became of a {@link PutUnit}.
 *
 * @param revision present it to any replica to read what was written
 */
public record PutResult(Outcome outcome, long revision) {
    public PutResult {
        Objects.requireNonNull(outcome, "outcome");
    }

    public enum Outcome {
        /** The name is new. */
        CREATED,
        /** The content is new. */
        REPLACED,
        /** The desired state is new. */
        CHANGED,
        /** It was so already; nothing was written. */
        UNCHANGED
    }
}
