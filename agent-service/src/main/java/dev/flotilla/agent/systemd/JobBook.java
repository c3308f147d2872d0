package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Jobs that were enqueued and are not known to be over. Confined to the runtime's thread. A job that is over at once may
 * be told of before the answer that names it was looked at, so ends are kept while answers are on their way.
 */
final class JobBook {
    private final Map<Long, List<CompletableFuture<String>>> open = new HashMap<>();
    private final Map<Long, String> early = new HashMap<>();
    private int asking;

    /** A job is about to be enqueued; {@link #asked} follows. */
    void ask() {
        asking++;
    }

    /** The answer is there, whatever it is; what is to be awaited has been. */
    void asked() {
        asking--;
        if (asking == 0) {
            early.clear();
        }
    }

    /** Completes with systemd's word for the result. */
    CompletableFuture<String> await(long job) {
        String result = early.get(job);
        if (result != null) {
            return CompletableFuture.completedFuture(result);
        }
        CompletableFuture<String> end = new CompletableFuture<>();
        // Two calls may have been merged into one job.
        open.computeIfAbsent(job, id -> new ArrayList<>()).add(end);
        return end;
    }

    void over(long job, String result) {
        List<CompletableFuture<String>> waiting = open.remove(job);
        if (waiting != null) {
            waiting.forEach(end -> end.complete(result));
        }
        if (asking > 0) {
            early.put(job, result);
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The ends of all other jobs were missed; what became of them is seen from the units. */
    void onlyTheseAreOpen(Set<Long> jobs) {
        List.copyOf(open.keySet()).stream().filter(job -> !jobs.contains(job)).forEach(job -> over(job, "missed"));
    }

    /** systemd has more words than the port; what it never started is as good as cancelled. */
    static Outcome outcome(String result) {
        return switch (result) {
            case "done" -> Outcome.DONE;
            case "dependency" -> Outcome.DEPENDENCY;
            case "timeout" -> Outcome.TIMEOUT;
            case "canceled", "collected" -> Outcome.CANCELED;
            case "skipped", "once" -> Outcome.SKIPPED;
            default -> Outcome.FAILED;
        };
    }

    /**
     * A job's result as the port has it.
     *
     * @param unit after the job
     */
    static JobResult result(String word, JobVerb verb, TrackedUnit unit) {
        if (word.equals("missed")) {
            boolean failed = verb != JobVerb.STOP && unit.status().isFailed();
            return failed ? new JobResult(Outcome.FAILED, unit.status().detail()) : JobResult.done();
        }
        Outcome outcome = outcome(word);
        boolean known = outcome != Outcome.FAILED || word.equals("failed");
        String words = outcome == Outcome.FAILED ? unit.status().detail() : "";
        return new JobResult(outcome, known ? words : "systemd says " + word);
    }
}
