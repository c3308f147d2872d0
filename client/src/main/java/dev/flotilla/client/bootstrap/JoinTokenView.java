package dev.flotilla.client.bootstrap;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A join token without its secret.
 *
 * @param maxUses how many machines may join by it; 0: any number
 * @param uses how many did
 * @param createdBy who made it; may be empty
 * @param note what it is for; may be empty
 * @param revoked when it was revoked
 * @param configured it is from the registry's own settings
 */
public record JoinTokenView(
        String id,
        Instant created,
        Instant expires,
        int maxUses,
        int uses,
        String createdBy,
        String note,
        Optional<Instant> revoked,
        boolean configured) {
    public JoinTokenView {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(createdBy, "createdBy");
        Objects.requireNonNull(note, "note");
        Objects.requireNonNull(revoked, "revoked");
    }

    /** {@code good}, {@code revoked}, {@code expired} or {@code used up}. */
    public String standing(Instant now) {
        if (revoked.isPresent()) {
            return "revoked";
        }
        if (!now.isBefore(expires)) {
            return "expired";
        }
        return maxUses > 0 && uses >= maxUses ? "used up" : "good";
    }
}
