package dev.flotilla.simulation.run;

import dev.flotilla.simulation.check.Promise;
import dev.flotilla.simulation.check.Verdict;
import dev.flotilla.simulation.node.Cluster;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Step;
import dev.flotilla.simulation.script.Condition;
import dev.flotilla.simulation.script.Script;
import dev.flotilla.simulation.script.Statement;
import dev.flotilla.simulation.time.VirtualTime;
import dev.flotilla.simulation.trace.Trace;
import dev.flotilla.simulation.trace.TraceLoggers;
import dev.flotilla.simulation.words.StepWriter;
import java.time.Duration;
import java.util.Optional;

/** One run, carried out and judged. */
public final class Run {
    /** Faults last at most so long beyond the end of the scenario. */
    private static final Duration LAST_FAULT = Duration.ofSeconds(26);
    /** The TTL, a reconnection, and what a unit's own start, stop and restart may take. */
    static final Duration TO_CONVERGE = Duration.ofSeconds(40);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    /** Scripts look more often. */
    private static final Duration GLANCE_EVERY = Duration.ofMillis(10);
    /** A run that does so much for each machine has gone round in circles. */
    private static final long MOST_STEPS = 1_000_000;

    private final Scenario scenario;
    private final VirtualTime time = new VirtualTime();
    private final Verdict verdict = new Verdict(time::now);
    private final Trace trace;
    private final Cluster cluster;
    private Duration lastFault = Duration.ZERO;

    private Run(Scenario scenario, Breakage breakage, boolean detailed) {
        this.scenario = scenario;
        this.trace = new Trace(time::now, detailed);
        TraceLoggers.writeTo(trace);
        this.cluster = new Cluster(scenario, breakage, time, trace, verdict);
    }

    public static RunResult of(Scenario scenario, Breakage breakage, boolean detailed) {
        Run run = new Run(scenario, breakage, detailed);
        scenario.steps()
                .forEach(planned ->
                        run.time.after(planned.at(), () -> run.carryOut("#" + planned.number() + " ", planned.step())));
        run.cluster.start();
        return run.end(run.advance(scenario.length().plus(LAST_FAULT)));
    }

    public static RunResult of(Script script, Breakage breakage, boolean detailed) {
        Run run = new Run(script.cluster(), breakage, detailed);
        run.cluster.start();
        boolean going = true;
        for (Statement statement : script.statements()) {
            going = going && run.carryOut(script.name(), statement);
        }
        return run.end(going && run.advance(run.lastFault));
    }

    private void carryOut(String prefix, Step step) {
        trace.add("step", prefix + StepWriter.write(step));
        cluster.carryOut(step);
        if (step instanceof Step.Lasting lasting) {
            Duration ends = Duration.ofNanos(time.now()).plus(lasting.length());
            lastFault = ends.compareTo(lastFault) > 0 ? ends : lastFault;
        }
    }

    /** False when a promise is broken. */
    private boolean carryOut(String script, Statement statement) {
        Duration now = Duration.ofNanos(time.now());
        return switch (statement) {
            case Statement.At(int _, Duration until) -> advance(until);
            case Statement.Wait(int _, Duration length) -> advance(now.plus(length));
            case Statement.Send(int _, Step step) -> {
                carryOut("", step);
                yield advance(now);
            }
            case Statement.Expect(int line, var condition, Duration within) ->
                becomes(script + ":" + line, condition, now.plus(within));
            case Statement.Hold(int line, var condition, Duration length) ->
                holds(script + ":" + line, condition, now.plus(length));
        };
    }

    private boolean becomes(String place, Condition condition, Duration until) {
        Optional<String> objection = condition.objection(cluster);
        while (objection.isPresent() && Duration.ofNanos(time.now()).compareTo(until) < 0) {
            if (!advance(Duration.ofNanos(time.now()).plus(GLANCE_EVERY))) {
                return false;
            }
            objection = condition.objection(cluster);
        }
        return met(place, condition, objection);
    }

    private boolean holds(String place, Condition condition, Duration until) {
        Optional<String> objection = condition.objection(cluster);
        while (objection.isEmpty() && Duration.ofNanos(time.now()).compareTo(until) < 0) {
            if (!advance(Duration.ofNanos(time.now()).plus(GLANCE_EVERY))) {
                return false;
            }
            objection = condition.objection(cluster);
        }
        return met(place, condition, objection);
    }

    private boolean met(String place, Condition condition, Optional<String> objection) {
        objection.ifPresent(why ->
                verdict.broken(Promise.AS_THE_SCRIPT_SAYS, place + ": expected that " + condition + ", but " + why));
        trace.add("script", place + " " + condition + (objection.isPresent() ? ": no" : ": yes"));
        return objection.isEmpty();
    }

    private boolean advance(Duration until) {
        long most = MOST_STEPS * Math.max(5, scenario.machines() / 4);
        while (verdict.broken().isEmpty() && time.step(until.toNanos())) {
            if (time.steps() > most) {
                verdict.broken(Promise.CONVERGES, "nothing comes to rest: " + most + " steps");
            }
        }
        return verdict.broken().isEmpty();
    }

    private RunResult end(boolean going) {
        Optional<Duration> converged = going ? converge() : Optional.empty();
        TraceLoggers.writeToNothing();
        return new RunResult(scenario, verdict.broken(), converged, time.steps(), trace.fingerprint(), trace.lines());
    }

    /** How long after the last fault all was as it should be. */
    private Optional<Duration> converge() {
        long start = time.now();
        Optional<String> missing = cluster.missing();
        while (missing.isPresent() && time.now() - start < TO_CONVERGE.toNanos()) {
            if (!advance(Duration.ofNanos(time.now()).plus(LOOK_EVERY))) {
                return Optional.empty();
            }
            missing = cluster.missing();
        }
        missing.ifPresent(words -> verdict.broken(Promise.CONVERGES, words));
        return missing.isPresent() ? Optional.empty() : Optional.of(Duration.ofNanos(time.now() - start));
    }
}
