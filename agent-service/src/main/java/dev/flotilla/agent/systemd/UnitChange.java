package dev.flotilla.agent.systemd;

import java.time.Instant;
import java.util.Optional;

/**
 * A unit's state as a signal told it.
 *
 * @param since when it last changed; empty when it never did
 * @param hasJob whether a job for it is waiting or running
 */
public record UnitChange(String unit, String active, String sub, Optional<Instant> since, boolean hasJob) {}
