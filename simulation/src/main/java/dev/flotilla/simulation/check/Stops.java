package dev.flotilla.simulation.check;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Every stop on a machine, against what it was to run since it started the unit. */
public final class Stops {
    private final Verdict verdict;
    private final Oracle oracle;
    private final MachineId machine;
    private final LongSupplier accepted;
    private final Map<UnitName, Started> started = new HashMap<>();

    private final Set<UnitName> carriedOver = new TreeSet<>();
    private boolean leaving;

    private record Started(UnitHash content, long revision) {}

    /** @param accepted the revision of the assignments that the machine's agent goes by; it may lag behind */
    Stops(Verdict verdict, Oracle oracle, MachineId machine, LongSupplier accepted) {
        this.verdict = verdict;
        this.oracle = oracle;
        this.machine = machine;
        this.accepted = accepted;
    }

    public void started(RuntimeUnit unit) {
        started.put(unit.name(), new Started(unit.hash(), accepted.getAsLong()));
    }

    /**
     * An agent goes by what is on its disk: when that is not what was written last, it may carry out once more a restart
     * that was carried out.
     *
     * @param behind what was written last is not what is there
     */
    public void agentStarted(boolean behind) {
        carriedOver.clear();
        if (behind) {
            carriedOver.addAll(started.keySet());
        }
    }

    /** The machine leaves: it stops what it runs. */
    public void leaves() {
        leaving = true;
    }

    public void stopped(RuntimeUnit unit, String how) {
        Started since = started.get(unit.name());
        boolean onceMore = how.equals("restart") && carriedOver.remove(unit.name());
        if (leaving || since == null || onceMore || mayStopInPartition(unit.name())) {
            return;
        }
        verdict.expect(
                hasCause(unit.name(), since),
                Promise.STOPS_HAVE_CAUSES,
                machine + " stopped " + unit.name() + " by " + how
                        + ", though nothing but to run it was wanted since revision " + since.revision());
    }

    /** There was a moment, after it was to be launched, when it was not to be. */
    private boolean hasCause(UnitName name, Started since) {
        boolean wanted = isWanted(oracle.assignedAt(machine, since.revision()), name, since);
        for (var assignment :
                oracle.assignments(machine).tailMap(since.revision(), false).values()) {
            boolean now = isWanted(assignment, name, since);
            if (wanted && !now) {
                return true;
            }
            wanted |= now;
        }
        return !wanted;
    }

    private static boolean isWanted(Map<UnitName, Wanted> assignment, UnitName name, Started since) {
        return Optional.ofNullable(assignment.get(name))
                .filter(wanted -> wanted.isLaunched(since.content()))
                .isPresent();
    }

    private boolean mayStopInPartition(UnitName name) {
        return oracle.unitAt(name, oracle.revision())
                .map(Unit::requirements)
                .filter(wants -> wants.onPartition() == PartitionPolicy.STOP)
                .isPresent();
    }
}
