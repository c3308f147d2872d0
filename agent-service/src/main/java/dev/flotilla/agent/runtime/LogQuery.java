package dev.flotilla.agent.runtime;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which lines of a unit's log are wanted.
 *
 * @param lines the last so many; negative: all that are kept
 * @param follow go on with new lines as they come
 * @param since none that are older than this
 */
public record LogQuery(int lines, boolean follow, Optional<Instant> since) {
    /** All that are kept. */
    public static final int ALL = -1;

    public LogQuery {
        Objects.requireNonNull(since, "since");
    }

    public static LogQuery last(int lines) {
        return new LogQuery(lines, false, Optional.empty());
    }

    public static LogQuery follow(int lines) {
        return new LogQuery(lines, true, Optional.empty());
    }
}
