package dev.flotilla.agent.runtime;

import dev.flotilla.model.error.FlotillaError;
import java.util.List;
import java.util.Optional;

/**
 * Takes the lines of one {@link Runtime#logs} call, in order, from one thread of its own: it may block, and is given
 * more only when it returns. A reader that is slower than the log is long misses lines, the unit is never held up.
 */
public interface LogSink {
    /** Never empty; at most some hundreds at once. */
    void lines(List<LogLine> lines);

    /**
     * There will be no more, because everything asked for was handed over or because of an error. Not called after the
     * subscription was closed.
     */
    void end(Optional<FlotillaError> error);
}
