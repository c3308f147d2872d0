package dev.flotilla.agent.runtime.process.job;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.process.definition.Dependencies.Kind;
import dev.flotilla.model.error.FlotillaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The jobs there are, at most one for each unit.
 *
 * <ul>
 *   <li>A job waits for those of the units it is ordered after; who goes down goes before who comes up.
 *   <li>A later job for a unit takes the place of an earlier one that wants something else.
 *   <li>A start that fails takes with it the starts that require it.
 *   <li>A unit that goes down without having been told to, or that fails to come up, takes those with it that are bound
 *       to it (retroactively_stop_dependencies of systemd); what comes up bound to a unit that is down goes down again.
 * </ul>
 */
public final class Jobs {
    private final UnitGraph graph;
    private final HostUnits host;
    private final Map<JobUnit, Job> jobs = new LinkedHashMap<>();
    private boolean dispatching;
    private boolean again;

    public Jobs(UnitGraph graph, HostUnits host) {
        this.graph = graph;
        this.host = host;
    }

    /**
     * Does something with a unit and with what hangs on it.
     *
     * @param asked somebody wants it; false: the unit restarts by itself
     */
    public CompletableFuture<JobResult> submit(JobKind kind, JobUnit unit, boolean asked) {
        Map<JobUnit, JobKind> planned;
        try {
            planned = new Plan(graph, host, jobs::containsKey).of(kind, unit);
        } catch (Plan.Refused e) {
            unit.unplanned(e.result());
            return CompletableFuture.completedFuture(e.result());
        }
        CompletableFuture<JobResult> future = new CompletableFuture<>();
        for (var entry : planned.entrySet()) {
            boolean anchor = entry.getKey() == unit;
            Job job = install(entry.getKey(), entry.getValue(), anchor && asked);
            if (anchor) {
                future = job.future();
            }
        }
        dispatch();
        return future;
    }

    private Job install(JobUnit unit, JobKind kind, boolean asked) {
        Job present = jobs.get(unit);
        if (present != null) {
            boolean same = present.kind() == kind;
            boolean within = present.kind() == JobKind.RESTART && kind == JobKind.START;
            if (same || within) {
                present.alsoAsked(asked);
                return present;
            }
            jobs.remove(unit);
            present.future().complete(new JobResult(Outcome.CANCELED, "A later job took its place."));
        }
        var job = new Job(unit, kind, asked);
        jobs.put(unit, job);
        return job;
    }

    /** Runs every job whose turn it is, until nothing more can be done now. */
    private void dispatch() {
        if (dispatching) {
            again = true;
            return;
        }
        dispatching = true;
        try {
            do {
                again = false;
                for (Job job : List.copyOf(jobs.values())) {
                    if (jobs.get(job.unit()) == job && !job.isRunning() && isItsTurn(job)) {
                        perform(job);
                    }
                }
            } while (again);
        } finally {
            dispatching = false;
        }
    }

    private boolean isItsTurn(Job job) {
        List<Job> blockers = blockers(job);
        return blockers.isEmpty() || isInCycle(job, blockers, new HashSet<>());
    }

    private List<Job> blockers(Job job) {
        var result = new ArrayList<Job>();
        for (JobUnit other : graph.before(job.unit())) {
            Job theirs = jobs.get(other);
            // Who starts waits for all that comes before it; who stops goes first.
            if (theirs != null && !job.kind().stops()) {
                result.add(theirs);
            }
        }
        for (JobUnit other : graph.after(job.unit())) {
            Job theirs = jobs.get(other);
            if (theirs != null && theirs.kind().stops()) {
                result.add(theirs);
            }
        }
        return result;
    }

    /** Units that wait for each other in a circle would wait for ever: the first one goes. */
    private boolean isInCycle(Job job, List<Job> blockers, Set<Job> seen) {
        for (Job blocker : blockers) {
            if (blocker == job) {
                return true;
            }
            if (!blocker.isRunning() && seen.add(blocker) && isInCycle(job, blockers(blocker), seen)) {
                return true;
            }
        }
        return false;
    }

    private void perform(Job job) {
        JobUnit unit = job.unit();
        switch (job.kind()) {
            case START -> start(job);
            case STOP -> {
                if (unit.activity().isDown()) {
                    finish(job, JobResult.done());
                } else {
                    job.run();
                    unit.stop();
                }
            }
            case RESTART -> {
                if (unit.activity().isDown() || unit.waitsToRestart()) {
                    job.become(JobKind.START);
                    again = true;
                } else {
                    job.run();
                    unit.stop();
                }
            }
        }
    }

    private void start(Job job) {
        JobUnit unit = job.unit();
        Activity activity = unit.activity();
        if (activity == Activity.ACTIVE) {
            finish(job, JobResult.done());
        } else if (activity == Activity.ACTIVATING && !unit.waitsToRestart()) {
            job.run();
        } else if (activity != Activity.DEACTIVATING) {
            if (isMissingWhatItIsBoundTo(unit)) {
                refuse(job, new JobResult(Outcome.DEPENDENCY, "Bound to a unit that is not active."));
                return;
            }
            job.run();
            unit.start(job.asked()).ifPresent(result -> refuse(job, result));
        }
    }

    /** BindsTo= with After= on the same unit: it must be active, not only started. */
    private boolean isMissingWhatItIsBoundTo(JobUnit unit) {
        Set<JobUnit> before = graph.before(unit);
        return graph.named(unit, Kind.BINDS_TO).stream()
                .anyMatch(other -> before.contains(other) && other.activity() != Activity.ACTIVE);
    }

    private void refuse(Job job, JobResult result) {
        if (jobs.remove(job.unit(), job)) {
            job.unit().refused(result);
            conclude(job, result);
        }
    }

    private void finish(Job job, JobResult result) {
        if (jobs.remove(job.unit(), job)) {
            conclude(job, result);
        }
    }

    private void conclude(Job job, JobResult result) {
        boolean failed = result.outcome() == Outcome.FAILED
                || result.outcome() == Outcome.DEPENDENCY
                || result.outcome() == Outcome.TIMEOUT;
        if (failed && job.kind() == JobKind.START) {
            for (JobUnit other : graph.naming(job.unit(), Kind.REQUIRES, Kind.REQUISITE, Kind.BINDS_TO)) {
                Job theirs = jobs.get(other);
                if (theirs != null && theirs.kind() == JobKind.START) {
                    String words = "Dependency failed for " + other.name() + ": "
                            + job.unit().name() + " " + result.outcome().word() + ".";
                    refuse(theirs, new JobResult(Outcome.DEPENDENCY, words));
                }
            }
        }
        job.future().complete(result);
        dispatch();
    }

    /**
     * A unit's activity has changed.
     *
     * @param willRestart it ended, and will start by itself
     */
    public void changed(JobUnit unit, Activity before, Activity now, boolean willRestart) {
        Job job = jobs.get(unit);
        boolean untold = job == null || job.kind() == JobKind.START && job.isRunning();
        if (job != null && job.isRunning()) {
            advance(job, now);
        }
        if (untold && before.isUp() && !now.isUp()) {
            stopBound(unit);
        } else if (now == Activity.ACTIVE && isBoundToNothing(unit)) {
            submit(JobKind.STOP, unit, false);
        }
        if (now == Activity.FAILED && before != now && !willRestart) {
            trigger(unit, Kind.ON_FAILURE);
        } else if (now == Activity.INACTIVE && before != now && before != Activity.FAILED && !willRestart) {
            trigger(unit, Kind.ON_SUCCESS);
        }
        dispatch();
    }

    private void advance(Job job, Activity now) {
        switch (job.kind()) {
            case START -> {
                if (now == Activity.ACTIVE || now == Activity.INACTIVE) {
                    finish(job, JobResult.done());
                } else if (now == Activity.FAILED) {
                    finish(job, new JobResult(Outcome.FAILED, job.unit().failure()));
                }
            }
            case STOP -> {
                if (now.isDown()) {
                    finish(job, JobResult.done());
                }
            }
            case RESTART -> {
                if (now.isDown()) {
                    job.become(JobKind.START);
                }
            }
        }
    }

    /** Whatever was about to be done with them gives way, as with systemd's mode replace. */
    private void stopBound(JobUnit unit) {
        for (JobUnit bound : graph.naming(unit, Kind.BINDS_TO)) {
            if (bound.activity().isUp()) {
                submit(JobKind.STOP, bound, false);
            }
        }
    }

    /** It came up too late to be taken along; what still has a job may come up yet. */
    private boolean isBoundToNothing(JobUnit unit) {
        return unit.activity() == Activity.ACTIVE
                && !jobs.containsKey(unit)
                && graph.named(unit, Kind.BINDS_TO).stream()
                        .anyMatch(other -> other.activity().isDown() && !jobs.containsKey(other));
    }

    private void trigger(JobUnit unit, Kind kind) {
        for (JobUnit other : graph.named(unit, kind)) {
            submit(JobKind.START, other, true);
        }
    }

    /** Ends all jobs without doing any more. */
    public void abandon(FlotillaException because) {
        List<Job> open = List.copyOf(jobs.values());
        jobs.clear();
        open.forEach(job -> job.future().completeExceptionally(because));
    }
}
