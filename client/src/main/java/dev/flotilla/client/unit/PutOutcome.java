package dev.flotilla.client.unit;

/**
 * What became of a {@link PutRequest}.
 *
 * @param revision from which on any replica shows it
 */
public record PutOutcome(Kind kind, long revision) {
    public enum Kind {
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
