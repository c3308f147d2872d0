package dev.flotilla.agent.runtime.process.job;

import dev.flotilla.agent.runtime.JobResult;
import java.util.concurrent.CompletableFuture;

/** What is being done or is about to be done with a unit; a unit has one at most. */
final class Job {
    private final JobUnit unit;
    private final CompletableFuture<JobResult> future = new CompletableFuture<>();
    private JobKind kind;
    private boolean asked;
    private boolean running;

    Job(JobUnit unit, JobKind kind, boolean asked) {
        this.unit = unit;
        this.kind = kind;
        this.asked = asked;
    }

    JobUnit unit() {
        return unit;
    }

    CompletableFuture<JobResult> future() {
        return future;
    }

    JobKind kind() {
        return kind;
    }

    boolean asked() {
        return asked;
    }

    boolean isRunning() {
        return running;
    }

    void run() {
        running = true;
    }

    /** It waits for its turn (again) as another kind. */
    void become(JobKind other) {
        kind = other;
        running = false;
    }

    /** Somebody wants the same. */
    void alsoAsked(boolean byAnother) {
        asked |= byAnother;
    }
}
