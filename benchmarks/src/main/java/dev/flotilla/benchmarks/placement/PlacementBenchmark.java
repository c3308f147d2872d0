package dev.flotilla.benchmarks.placement;

import dev.flotilla.placement.Plan;
import dev.flotilla.placement.Planner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Placements per second when 50,000 units arrive at once, in clusters of several sizes; the goals are for 5,000 machines. A
 * scheduler plans in parts; what the whole takes then is to be seen too.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
public class PlacementBenchmark {
    private static final int UNITS = 50_000;
    /** As many changes as a scheduler's plan has room for. */
    private static final int PART = 500;

    private static final Planner PLANNER = new Planner();

    /** Units without requirements, all waiting. */
    @State(Scope.Benchmark)
    public static class Free {
        @Param({"100", "1000", "5000", "10000"})
        private int machines;

        private LargeCluster large = new LargeCluster(0);

        @Setup
        public void arrive() {
            large = new LargeCluster(machines);
            large.freeUnits(UNITS);
        }
    }

    /**
     * Units with MachineMetadata, Conflicts and MachineOf, all waiting. Not for 100 machines: a hundred units that keep apart
     * from each other do not fit on the fifty with an SSD.
     */
    @State(Scope.Benchmark)
    public static class Bound {
        @Param({"1000", "5000", "10000"})
        private int machines;

        private LargeCluster large = new LargeCluster(0);

        @Setup
        public void arrive() {
            large = new LargeCluster(machines);
            large.boundUnits(UNITS);
        }
    }

    /** The same units, waiting anew each time. */
    @State(Scope.Benchmark)
    public static class Arriving {
        @Param({"100", "1000", "5000", "10000"})
        private int machines;

        private LargeCluster large = new LargeCluster(0);

        @Setup(Level.Invocation)
        public void arrive() {
            large = new LargeCluster(machines);
            large.freeUnits(UNITS);
        }
    }

    /** Goal: 10,000 placements a second. */
    @Benchmark
    @OperationsPerInvocation(UNITS)
    public Plan withoutConstraints(Free state) {
        return complete(PLANNER.plan(state.large.cluster));
    }

    /** Goal: 5,000 placements a second. */
    @Benchmark
    @OperationsPerInvocation(UNITS)
    public Plan withMetadataConflictsAndMachineOf(Bound state) {
        return complete(PLANNER.plan(state.large.cluster));
    }

    /** Planned and carried out in parts. */
    @Benchmark
    @OperationsPerInvocation(UNITS)
    public Plan inParts(Arriving state) {
        Plan plan;
        do {
            plan = PLANNER.plan(state.large.cluster, PART);
            state.large.apply(plan);
        } while (plan.leavesMore());
        return plan;
    }

    private static Plan complete(Plan plan) {
        if (plan.changes().size() != UNITS) {
            throw new IllegalStateException("only " + plan.changes().size() + " placements");
        }
        return plan;
    }
}
