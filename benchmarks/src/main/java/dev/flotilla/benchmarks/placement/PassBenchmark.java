package dev.flotilla.benchmarks.placement;

import dev.flotilla.placement.Plan;
import dev.flotilla.placement.Planner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a pass costs in a cluster of 5,000 machines that runs 100,000 units already. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
public class PassBenchmark {
    private static final int UNITS = 100_000;

    private static final Planner PLANNER = new Planner();

    /** All units are placed. */
    @State(Scope.Benchmark)
    public static class Running {
        private final LargeCluster large = new LargeCluster();

        @Setup
        public void place() {
            large.freeUnits(UNITS / 2);
            large.boundUnits(UNITS / 2);
            large.apply(new Planner().plan(large.cluster));
        }
    }

    /** A unit comes, is placed, and goes again. */
    @Benchmark
    public Plan oneUnitComesAndGoes(Running state) {
        state.large.unit("app1@new.service", "MachineMetadata=disk=ssd\nConflicts=app1@*.service\n");
        Plan plan = PLANNER.plan(state.large.cluster);
        if (plan.changes().size() != 1) {
            throw new IllegalStateException(plan.toString());
        }
        state.large.apply(plan);
        state.large.remove("app1@new.service");
        state.large.cluster.settled();
        return plan;
    }

    /** Nothing has happened. */
    @Benchmark
    public Plan nothingToLookAt(Running state) {
        return PLANNER.plan(state.large.cluster);
    }

    /** The safety net: every unit on every machine is looked at, and all is well. */
    @Benchmark
    public Plan lookEverywhere(Running state) {
        state.large.cluster.lookEverywhere();
        Plan plan = PLANNER.plan(state.large.cluster);
        state.large.cluster.settled();
        return plan;
    }
}
