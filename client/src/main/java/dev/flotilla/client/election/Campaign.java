package dev.flotilla.client.election;

import dev.flotilla.client.Leader;
import java.time.Duration;
import java.util.Optional;

/**
 * How a campaign stands.
 *
 * @param leading the caller leads
 * @param leader who leads; the caller when it does
 * @param leaseId to be presented with the next call
 * @param ttl what the store granted: a leader that could not renew for so long must stop deciding
 */
public record Campaign(boolean leading, Optional<Leader> leader, long leaseId, Duration ttl) {}
