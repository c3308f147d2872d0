package dev.flotilla.model.placement;

import java.time.Instant;
import java.util.Objects;

/**
 * Whether moves away from lost machines are held.
 *
 * @param lost machines lost when it was engaged
 * @param total machines known then
 * @param by the operator; empty when the cluster did it by itself
 * @param revision the store's revision; 0 when it is not stored yet
 */
public record Brake(boolean engaged, int lost, int total, Instant since, String by, long revision) {
    /** The brake of a cluster that never needed it. */
    public static final Brake RELEASED = new Brake(false, 0, 0, Instant.EPOCH, "", 0);

    public Brake {
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(by, "by");
        if (lost < 0 || total < 0) {
            throw new IllegalArgumentException("numbers of machines are not negative");
        }
    }
}
