package dev.flotilla.registry.record;

import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * The session of a machine's sidekick.
 *
 * @param leases what the machine's records are on, by TTL
 */
public record SidekickRecord(String session, Map<Duration, LeaseId> leases) {
    public SidekickRecord {
        Objects.requireNonNull(session, "session");
        leases = Map.copyOf(leases);
    }
}
