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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a pass costs in a cluster that runs 20 units on each machine already. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class PassBenchmark {
    private static final int UNITS_PER_MACHINE = 20;

    private static final Planner PLANNER = new Planner();

    /** All units are placed. */
    @State(Scope.Benchmark)
    public static class Running {
        @Param({"100", "1000", "5000", "10000"})
        private int machines;

        private LargeCluster large = new LargeCluster(0);
        private int next;

        @Setup
        public void place() {
            large = new LargeCluster(machines);
            large.freeUnits(machines * UNITS_PER_MACHINE / 2);
            large.boundUnits(machines * UNITS_PER_MACHINE / 2);
            large.apply(PLANNER.plan(large.cluster));
            large.cluster.settled(PLANNER.plan(large.cluster));
        }
    }

    /** A unit comes, is placed, and goes again; a pass looks at each. */
    @Benchmark
    public Plan oneUnitComesAndGoes(Running state) {
        state.large.unit("app1@new.service", "MachineMetadata=disk=ssd\nConflicts=app1@*.service\n");
        Plan plan = PLANNER.plan(state.large.cluster);
        if (plan.changes().size() != 1) {
            throw new IllegalStateException(plan.toString());
        }
        state.large.apply(plan);
        state.large.remove("app1@new.service");
        state.large.apply(PLANNER.plan(state.large.cluster));
        return plan;
    }

    /** A machine is lost, its units go elsewhere, and it is back, empty; the next time it is another one. */
    @Benchmark
    public Plan aMachineIsLostAndBack(Running state) {
        int machine = state.next++ % state.machines;
        state.large.lose(machine);
        Plan plan = PLANNER.plan(state.large.cluster);
        state.large.apply(plan);
        state.large.comesBack(machine);
        state.large.apply(PLANNER.plan(state.large.cluster));
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
        state.large.cluster.settled(plan);
        return plan;
    }
}
