package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.definition.StartLimit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts a unit's starts. */
final class StartLimiter {
    private final Deque<Instant> starts = new ArrayDeque<>();

    /** Whether it may start now; then that counts as a start. */
    boolean allows(StartLimit limit, Instant now) {
        if (limit.isNone()) {
            return true;
        }
        Instant oldest = now.minus(limit.interval());
        while (!starts.isEmpty() && starts.peekFirst().isBefore(oldest)) {
            starts.removeFirst();
        }
        if (starts.size() >= limit.burst()) {
            return false;
        }
        starts.addLast(now);
        return true;
    }

    void reset() {
        starts.clear();
    }
}
