package dev.flotilla.client.agent;

import java.time.Instant;

/**
 * A line of a unit's log.
 *
 * @param identifier what wrote it, for example {@code sh}
 * @param pid 0 when not known
 */
public record LogEntry(Instant time, String identifier, long pid, String text) {}
