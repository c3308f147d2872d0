package dev.flotilla.agent.runtime;

import java.time.Instant;
import java.util.Objects;

/**
 * A line of a unit's log.
 *
 * @param time when it was written, as well as the runtime knows
 * @param identifier what wrote it, for example {@code sh}
 * @param pid the process that wrote it; 0 when not known
 * @param text without line end
 */
public record LogLine(Instant time, String identifier, long pid, String text) {
    public LogLine {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(identifier, "identifier");
        Objects.requireNonNull(text, "text");
    }
}
