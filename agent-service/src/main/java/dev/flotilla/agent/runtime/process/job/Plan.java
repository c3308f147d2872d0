package dev.flotilla.agent.runtime.process.job;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.process.definition.Dependencies.Kind;
import dev.flotilla.model.unit.UnitName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Works out which jobs a job for one unit brings with it; all of them or none. systemd calls it a transaction. */
final class Plan {
    private final UnitGraph graph;
    private final HostUnits host;
    private final Predicate<JobUnit> hasJob;
    private Map<JobUnit, JobKind> jobs = new LinkedHashMap<>();

    /** It cannot be done. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient JobResult result;

        Refused(JobResult.Outcome outcome, String words) {
            super(words);
            this.result = new JobResult(outcome, words);
        }

        JobResult result() {
            return result;
        }
    }

    Plan(UnitGraph graph, HostUnits host, Predicate<JobUnit> hasJob) {
        this.graph = graph;
        this.host = host;
        this.hasJob = hasJob;
    }

    /** The jobs by unit, the asked one among them. */
    Map<JobUnit, JobKind> of(JobKind kind, JobUnit unit) throws Refused {
        add(kind, unit);
        return jobs;
    }

    private void add(JobKind kind, JobUnit unit) throws Refused {
        JobKind planned = jobs.get(unit);
        if (planned == kind || planned == JobKind.RESTART && kind == JobKind.START) {
            return;
        }
        if (planned != null && planned != JobKind.START) {
            throw conflict(unit, planned, kind);
        }
        if (planned == JobKind.START && kind == JobKind.STOP) {
            throw conflict(unit, planned, kind);
        }
        jobs.put(unit, kind);
        switch (kind) {
            case START -> pullIn(unit);
            case STOP -> propagate(JobKind.STOP, unit);
            case RESTART -> {
                propagate(JobKind.RESTART, unit);
                pullIn(unit);
            }
        }
    }

    private static Refused conflict(JobUnit unit, JobKind one, JobKind other) {
        return new Refused(
                JobResult.Outcome.FAILED,
                "Transaction contains conflicting jobs '" + one.word() + "' and '" + other.word() + "' for "
                        + unit.name() + ".");
    }

    private void pullIn(JobUnit unit) throws Refused {
        Optional<String> fault = unit.loadFault();
        if (fault.isPresent()) {
            throw new Refused(JobResult.Outcome.FAILED, fault.get());
        }
        for (Kind kind : List.of(Kind.REQUIRES, Kind.BINDS_TO)) {
            for (UnitName name : unit.dependencies().of(kind)) {
                require(name);
            }
        }
        for (UnitName name : unit.dependencies().of(Kind.REQUISITE)) {
            if (!isActive(name)) {
                throw new Refused(JobResult.Outcome.DEPENDENCY, "Requisite unit " + name + " is not active.");
            }
        }
        for (JobUnit wanted : graph.named(unit, Kind.WANTS)) {
            want(wanted);
        }
        for (JobUnit other : graph.named(unit, Kind.CONFLICTS)) {
            stopIfUp(other);
        }
        for (JobUnit other : graph.naming(unit, Kind.CONFLICTS)) {
            stopIfUp(other);
        }
    }

    private void require(UnitName name) throws Refused {
        Optional<JobUnit> ours = graph.find(name);
        if (ours.isEmpty()) {
            boolean active = host.isActive(name)
                    .orElseThrow(() -> new Refused(JobResult.Outcome.FAILED, "Unit " + name + " not found."));
            if (!active) {
                throw new Refused(JobResult.Outcome.DEPENDENCY, "Unit " + name + " is not active on this machine.");
            }
            return;
        }
        if (ours.get().activity() != Activity.ACTIVE || hasJob.test(ours.get())) {
            add(JobKind.START, ours.get());
        }
    }

    private boolean isActive(UnitName name) {
        return graph.find(name).map(unit -> unit.activity() == Activity.ACTIVE).orElseGet(() -> host.isActive(name)
                .orElse(false));
    }

    /** What is only wanted is left out, with all it would bring, when it cannot be had. */
    private void want(JobUnit wanted) {
        if (wanted.activity() == Activity.ACTIVE && !hasJob.test(wanted)) {
            return;
        }
        var before = new LinkedHashMap<>(jobs);
        try {
            add(JobKind.START, wanted);
        } catch (Refused e) {
            jobs = before;
        }
    }

    private void stopIfUp(JobUnit other) throws Refused {
        if (!other.activity().isDown() || hasJob.test(other) || jobs.containsKey(other)) {
            add(JobKind.STOP, other);
        }
    }

    /** A restart reaches only those that are up; a stop also those that are about to come up. */
    private void propagate(JobKind kind, JobUnit unit) throws Refused {
        for (JobUnit other : graph.naming(unit, Kind.REQUIRES, Kind.REQUISITE, Kind.BINDS_TO, Kind.PART_OF)) {
            boolean concerned = kind == JobKind.STOP
                    ? !other.activity().isDown() || hasJob.test(other)
                    : other.activity().isUp();
            if (concerned) {
                add(kind, other);
            }
        }
    }
}
