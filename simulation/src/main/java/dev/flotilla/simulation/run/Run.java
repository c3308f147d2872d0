package dev.flotilla.simulation.run;

import dev.flotilla.simulation.check.Promise;
import dev.flotilla.simulation.check.Verdict;
import dev.flotilla.simulation.node.Cluster;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.time.VirtualTime;
import dev.flotilla.simulation.trace.Trace;
import dev.flotilla.simulation.trace.TraceLoggers;
import java.time.Duration;
import java.util.Optional;

/** One scenario, carried out and judged. */
public final class Run {
    /** Faults last at most so long beyond the end of the scenario. */
    private static final Duration LAST_FAULT = Duration.ofSeconds(26);
    /** The TTL, a reconnection, and what a unit's own start, stop and restart may take. */
    static final Duration TO_CONVERGE = Duration.ofSeconds(40);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    /** A run that does so much has gone round in circles. */
    private static final long MOST_STEPS = 5_000_000;

    private Run() {}

    public static RunResult of(Scenario scenario, Breakage breakage, boolean detailed) {
        VirtualTime time = new VirtualTime();
        Trace trace = new Trace(time::now, detailed);
        Verdict verdict = new Verdict(time::now);
        TraceLoggers.writeTo(trace);
        Cluster cluster = new Cluster(scenario, breakage, time, trace, verdict);
        scenario.steps()
                .forEach(planned -> time.after(planned.at(), () -> {
                    trace.add("step", "#" + planned.number() + " " + planned.step());
                    cluster.carryOut(planned.step());
                }));
        cluster.start();
        boolean going = advance(time, verdict, scenario.length().plus(LAST_FAULT));
        Optional<Duration> converged = going ? converge(cluster, time, verdict) : Optional.empty();
        TraceLoggers.writeToNothing();
        return new RunResult(scenario, verdict.broken(), converged, time.steps(), trace.fingerprint(), trace.lines());
    }

    private static boolean advance(VirtualTime time, Verdict verdict, Duration until) {
        while (time.step(until.toNanos())) {
            if (verdict.broken().isPresent()) {
                return false;
            }
            if (time.steps() > MOST_STEPS) {
                verdict.broken(Promise.CONVERGES, "nothing comes to rest: " + MOST_STEPS + " steps");
                return false;
            }
        }
        return true;
    }

    /** How long after the last fault all was as it should be. */
    private static Optional<Duration> converge(Cluster cluster, VirtualTime time, Verdict verdict) {
        long start = time.now();
        Optional<String> missing = cluster.missing();
        while (missing.isPresent() && time.now() - start < TO_CONVERGE.toNanos()) {
            if (!advance(time, verdict, Duration.ofNanos(time.now()).plus(LOOK_EVERY))) {
                return Optional.empty();
            }
            missing = cluster.missing();
        }
        missing.ifPresent(words -> verdict.broken(Promise.CONVERGES, words));
        return missing.isPresent() ? Optional.empty() : Optional.of(Duration.ofNanos(time.now() - start));
    }
}
