package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** All checks of one run. */
public final class Checks {
    /** The TTL, and time to come back to another replica: a machine that is well for so long has been heard. */
    public static final Duration SURELY_ALIVE = Duration.ofSeconds(12);

    private final Verdict verdict;
    private final Oracle oracle = new Oracle();
    private final Calls calls;
    private final Reports reports;
    private final Copies copies;

    /**
     * @param well for how long nothing was wrong with a machine and its ways to the registry, in nanoseconds
     * @param machines as they really are
     */
    public Checks(
            Verdict verdict,
            ToLongFunction<Machine> well,
            Supplier<? extends Collection<? extends MachineView>> machines) {
        this.verdict = verdict;
        this.calls = new Calls(verdict, oracle);
        this.reports = new Reports(verdict);
        this.copies = new Copies(verdict, oracle, machines);
        oracle.add(new PlacementChecks(verdict, well, SURELY_ALIVE.toNanos()));
        oracle.add(calls);
        oracle.add(reports);
        oracle.add(copies);
    }

    public Verdict verdict() {
        return verdict;
    }

    public Oracle oracle() {
        return oracle;
    }

    public Calls calls() {
        return calls;
    }

    public Reports reports() {
        return reports;
    }

    public Copies copies() {
        return copies;
    }

    public Fanout fanout(MachineId machine) {
        return new Fanout(verdict, oracle, machine);
    }

    public Stops stops(MachineId machine, LongSupplier accepted) {
        return new Stops(verdict, oracle, machine, accepted);
    }

    public Convergence convergence() {
        return new Convergence(oracle);
    }
}
