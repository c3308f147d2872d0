package dev.flotilla.registry.record;

import dev.flotilla.store.LeaseId;
import java.util.Objects;
import java.util.Optional;

/**
 * The scheduler that leads.
 *
 * @param term its fencing token: the create revision of the leader key
 * @param revision the key's last write: the term's last commit of placements
 * @param lease what its leadership hangs on
 */
public record Leader(String candidate, long term, long revision, Optional<LeaseId> lease) {
    public Leader {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(lease, "lease");
    }

    /** Whether the leadership hangs on this lease. */
    public boolean holds(LeaseId candidate) {
        return lease.filter(candidate::equals).isPresent();
    }

    /** Whether it is the same candidate's same term. */
    public boolean isSameTerm(Leader other) {
        return term == other.term && candidate.equals(other.candidate);
    }
}
