package dev.flotilla.registry.record;

import dev.flotilla.model.join.SecretHash;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What machines may join by, without its secret.
 *
 * @param maxUses how many machines may join by it; 0: any number
 * @param uses how many did
 * @param configured from the registry's own settings: it is never forgotten, or a restart would bring it back to life
 * @param revision of its record; 0 while it has none
 */
public record JoinToken(
        String id,
        SecretHash secret,
        Instant created,
        Instant expires,
        int maxUses,
        int uses,
        String createdBy,
        String note,
        Optional<Instant> revoked,
        boolean configured,
        long revision) {

    /** Whether a machine can join by it. */
    public enum Standing {
        GOOD("good"),
        REVOKED("revoked"),
        EXPIRED("expired"),
        USED_UP("used up");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public JoinToken {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(createdBy, "createdBy");
        Objects.requireNonNull(note, "note");
        Objects.requireNonNull(revoked, "revoked");
        if (maxUses < 0 || uses < 0) {
            throw new IllegalArgumentException("uses are not negative");
        }
    }

    public Standing standing(Instant now) {
        if (revoked.isPresent()) {
            return Standing.REVOKED;
        }
        if (!now.isBefore(expires)) {
            return Standing.EXPIRED;
        }
        return maxUses > 0 && uses >= maxUses ? Standing.USED_UP : Standing.GOOD;
    }

    public JoinToken usedOnceMore() {
        return new JoinToken(
                id, secret, created, expires, maxUses, uses + 1, createdBy, note, revoked, configured, revision);
    }

    public JoinToken revokedAt(Instant when) {
        return new JoinToken(
                id, secret, created, expires, maxUses, uses, createdBy, note, Optional.of(when), configured, revision);
    }
}
