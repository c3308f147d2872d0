package dev.flotilla.registry.discovery;

import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A session's hold on the records of its machine.
 *
 * @param fence the revision of the session's own record: a commit that does not find it there is somebody else's turn
 * @param leases by their TTL
 */
record Claim(long fence, Map<Duration, LeaseId> leases) {
    Claim {
        leases = Map.copyOf(leases);
    }

    /** The lease of a TTL that the claim covers. */
    LeaseId lease(Duration ttl) {
        return Optional.ofNullable(leases.get(ttl))
                .orElseThrow(() -> new IllegalStateException("the claim has no lease of " + ttl));
    }
}
