package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.model.error.FlotillaError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Reads one unit's log for one caller, on a virtual thread of its own, so that a slow caller holds up nobody. */
final class LogReader implements Subscription {
    private final String key;
    private final LogQuery query;
    private final LogSink sink;
    private final Executor supervisor;
    private final LogFollower follower = new LogFollower();

    /**
     * @param key of the unit
     * @param supervisor the thread that the log belongs to
     */
    LogReader(String key, LogQuery query, LogSink sink, Executor supervisor) {
        this.key = key;
        this.query = query;
        this.sink = sink;
        this.supervisor = supervisor;
    }

    /** On the supervisor's thread: what comes after the snapshot is already caught by the follower. */
    void start(UnitLog log, LogFollowers followers) {
        if (follower.isClosed()) {
            return;
        }
        try {
            JournalSnapshot snapshot = log.snapshot();
            if (query.follow()) {
                followers.add(key, follower);
                follower.onClose(() -> supervisor.execute(() -> followers.remove(key, follower)));
            }
            Thread.ofVirtual().name("flotilla-log").start(() -> read(snapshot));
        } catch (IOException e) {
            sink.end(Optional.of(new FlotillaError.Unavailable("the log cannot be read: " + e.getMessage())));
        }
    }

    private void read(JournalSnapshot snapshot) {
        Optional<FlotillaError> error = Optional.empty();
        try (snapshot) {
            snapshot.read(query, this::hand);
            while (query.follow() && !follower.isClosed()) {
                hand(follower.take());
            }
        } catch (IOException e) {
            error = Optional.of(new FlotillaError.Unavailable("the log cannot be read: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            boolean wasClosed = follower.isClosed();
            close();
            if (!wasClosed) {
                sink.end(error);
            }
        }
    }

    private void hand(List<LogLine> lines) {
        if (!lines.isEmpty() && !follower.isClosed()) {
            sink.lines(lines);
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
