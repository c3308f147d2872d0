package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.model.error.FlotillaError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, stops and restarts units by systemd's jobs. Confined to the runtime's thread. */
final class UnitJobs {
    private static final Logger LOG = LoggerFactory.getLogger(UnitJobs.class);

    private final Systemd systemd;
    private final UnitWatch watch;
    private final Executor loop;
    private final JobBook book = new JobBook();
    private int stopping;

    UnitJobs(Systemd systemd, UnitWatch watch, Executor loop) {
        this.systemd = systemd;
        this.watch = watch;
        this.loop = loop;
    }

    /**
     * Enqueues a job; completes when systemd has it.
     *
     * @param result completed when the job is over, or refused
     */
    CompletableFuture<Void> enqueue(JobVerb verb, TrackedUnit unit, CompletableFuture<JobResult> result) {
        if (unit.isRefused()) {
            result.complete(
                    verb == JobVerb.STOP
                            ? JobResult.done()
                            : new JobResult(Outcome.FAILED, unit.status().detail()));
            return CompletableFuture.completedFuture(null);
        }
        if (verb != JobVerb.STOP && unit.isRejected()) {
            result.complete(new JobResult(Outcome.FAILED, unit.status().detail()));
            return CompletableFuture.completedFuture(null);
        }
        if (verb != JobVerb.STOP && unit.status().isFailed()) {
            // Also forgets how often it was started of late: somebody asked for it. Nothing to forget is no failure.
            CompletableFuture<Void> unused = systemd.resetFailed(unit.name());
        }
        book.ask();
        return systemd.enqueue(verb, unit.name())
                .handleAsync(
                        (job, failure) -> {
                            if (failure == null) {
                                awaited(verb, unit, book.await(job), result);
                            }
                            book.asked();
                            if (failure == null) {
                                return null;
                            }
                            if (Failures.unwrapped(failure) instanceof SystemdRefusal refusal) {
                                result.complete(new JobResult(Outcome.FAILED, refusal.words()));
                            } else {
                                result.completeExceptionally(Failures.unwrapped(failure));
                            }
                            return null;
                        },
                        loop);
    }

    private void awaited(
            JobVerb verb, TrackedUnit unit, CompletableFuture<String> end, CompletableFuture<JobResult> result) {
        CompletableFuture<?> unused = end.thenComposeAsync(
                        word -> settled(verb, unit, word).handle((nothing, failure) -> word), loop)
                .thenCompose(word -> unit.looked.handle((nothing, failure) -> word))
                .thenAcceptAsync(word -> result.complete(JobBook.result(word, verb, unit)), loop);
    }

    /** A job's end may be told before the state it leads to: then that is asked for. */
    private CompletableFuture<?> settled(JobVerb verb, TrackedUnit unit, String word) {
        boolean asExpected = verb == JobVerb.STOP
                ? unit.status().isDown()
                : word.equals("done") ? unit.status().isActive() : unit.status().isDown();
        return asExpected && !word.equals("missed")
                ? CompletableFuture.completedFuture(null)
                : watch.ask(List.of(unit));
    }

    /** Stops it if anything of it runs or waits to; completes when nothing does. */
    CompletableFuture<Void> stopForGood(TrackedUnit unit) {
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        stopping++;
        return enqueue(JobVerb.STOP, unit, result)
                .thenCompose(nothing -> result)
                .whenCompleteAsync((end, failure) -> stopping--, loop)
                .thenCompose(end -> {
                    if (unit.status().isDown()) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    String words = unit.name() + " does not stop: " + end;
                    return CompletableFuture.<Void>failedFuture(new FlotillaError.Unavailable(words).asException());
                });
    }

    /** How many units are being stopped for good. */
    int stopping() {
        return stopping;
    }

    void over(long job, String result) {
        book.over(job, result);
    }

    /** Ends of jobs may have been missed. */
    void recover() {
        if (book.isEmpty()) {
            return;
        }
        CompletableFuture<?> unused = systemd.jobs()
                .thenAcceptAsync(book::onlyTheseAreOpen, loop)
                .exceptionally(failure -> {
                    LOG.warn("cannot tell which jobs are over: {}", failure.toString());
                    return null;
                });
    }
}
