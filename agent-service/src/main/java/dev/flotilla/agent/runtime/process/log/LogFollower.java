package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Lines on their way to a slow reader: bounded, so that the unit and the other readers never wait for it. */
final class LogFollower {
    private static final int MOST_LINES = 10_000;
    private static final int BATCH_LINES = 256;

    private final Queue<LogLine> lines = new ArrayDeque<>();
    private long missed;
    private boolean closed;
    private Runnable onClose = () -> {};

    synchronized void offer(List<LogLine> more) {
        for (LogLine line : more) {
            if (lines.size() == MOST_LINES) {
                missed++;
            } else {
                lines.add(line);
            }
        }
        notifyAll();
    }

    /** The next lines; waits for some. Empty when it was closed. */
    synchronized List<LogLine> take() throws InterruptedException {
        while (lines.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return List.of();
        }
        var batch = new ArrayList<LogLine>();
        while (!lines.isEmpty() && batch.size() < BATCH_LINES) {
            batch.add(lines.remove());
        }
        if (lines.isEmpty() && missed > 0) {
            Instant time = batch.getLast().time();
            batch.add(new LogLine(
                    time,
                    "flotilla",
                    ProcessHandle.current().pid(),
                    missed + " lines missed: this reader is too slow."));
            missed = 0;
        }
        return batch;
    }

    /** To be done once, when it is closed or if it is closed already. */
    synchronized void onClose(Runnable action) {
        onClose = action;
        if (closed) {
            action.run();
        }
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            notifyAll();
            onClose.run();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
