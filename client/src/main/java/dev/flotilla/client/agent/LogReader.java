package dev.flotilla.client.agent;

import dev.flotilla.model.error.FlotillaError;
import java.util.List;
import java.util.Optional;

/** Takes a log's lines, in order, one call at a time; more come only when a call has returned. */
public interface LogReader {
    void onLines(List<LogEntry> lines);

    /** There will be no more; with an error when it ended before its time. Called once. */
    void onEnd(Optional<FlotillaError> error);
}
