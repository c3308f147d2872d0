package dev.flotilla.registry.record;

import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * The session of a machine's sidekick.
 *
 * @param services under which the machine's records are
 * @param leases what the machine's records are on, by TTL
 */
public record SidekickRecord(String session, String services, Map<Duration, LeaseId> leases) {
    public SidekickRecord {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(services, "services");
        leases = Map.copyOf(leases);
    }
}
