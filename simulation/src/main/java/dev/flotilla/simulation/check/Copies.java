package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.store.Change;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A unit with {@code OnPartition=stop} that starts somewhere because its machine was lost runs there no longer: provided that
 * the lost machine's agent was up to stop it, and that it lets itself be stopped in time. Nor is it started there again, not
 * even for a moment, when that machine is back.
 */
public final class Copies implements Oracle.RevisionCheck {
    /** A runtime that did nothing is asked again after a while. So long does an agent wait that has to begin its count anew, too. */
    private static final long LONG = Duration.ofSeconds(12).toNanos();
    /** One that stood still, or was not there, and knows when it was heard, stops units as soon as it looks. */
    private static final long SHORT = Duration.ofSeconds(2).toNanos();

    private final Verdict verdict;
    private final Oracle oracle;
    private final Supplier<? extends Collection<? extends MachineView>> machines;
    /** The revision at which each machine that was lost was back for the last time. */
    private final Map<MachineId, Long> returns = new HashMap<>();

    Copies(Verdict verdict, Oracle oracle, Supplier<? extends Collection<? extends MachineView>> machines) {
        this.verdict = verdict;
        this.oracle = oracle;
        this.machines = machines;
    }

    @Override
    public void look(ClusterState before, ClusterState after, long revision, List<Change> changes) {
        after.machines().forEach((id, machine) -> {
            if (machine.status() != MachineStatus.LOST
                    && status(before, id).filter(MachineStatus.LOST::equals).isPresent()) {
                returns.put(id, revision);
            }
        });
    }

    public void started(MachineId where, UnitName name) {
        Optional<Unit> unit = oracle.unitAt(name, oracle.revision());
        if (unit.filter(Copies::runsOnce).isEmpty()) {
            return;
        }
        verdict.expect(
                !wasTakenAwayFrom(where, name),
                Promise.ONE_MACHINE,
                name + " was started on " + where + ", which had lost it before it was back");
        for (MachineView other : machines.get()) {
            if (!other.id().equals(where) && isLost(other.id()) && hasToStop(other, name)) {
                verdict.expect(
                        !isAbleToStop(other) || !other.stopsInTime(name),
                        Promise.ONE_MACHINE,
                        name + " was started on " + where + " while lost " + other.id() + " still ran it");
            }
        }
    }

    private static boolean isAbleToStop(MachineView machine) {
        return machine.awakeFor() >= (machine.knowsWhenHeard() ? SHORT : LONG) && machine.reachableFor() >= LONG;
    }

    /** It was not the machine's when that came back, and has not been since. */
    private boolean wasTakenAwayFrom(MachineId machine, UnitName name) {
        return Optional.ofNullable(returns.get(machine))
                .filter(since -> !oracle.assignedAt(machine, since).containsKey(name))
                .filter(since -> oracle.assignments(machine).tailMap(since).values().stream()
                        .noneMatch(assigned -> assigned.containsKey(name)))
                .isPresent();
    }

    private boolean isLost(MachineId id) {
        return status(oracle.state(), id).filter(MachineStatus.LOST::equals).isPresent();
    }

    private static Optional<MachineStatus> status(ClusterState state, MachineId id) {
        return Optional.ofNullable(state.machines().get(id)).map(Machine::status);
    }

    /** It runs there, of a file that told the machine to stop it: one that is changed later cannot reach a lost machine. */
    private boolean hasToStop(MachineView machine, UnitName name) {
        return Optional.ofNullable(machine.units().get(name))
                .filter(running -> !running.status().isDown())
                .flatMap(running -> oracle.unitWith(name, running.hash()))
                .filter(Copies::runsOnce)
                .isPresent();
    }

    private static boolean runsOnce(Unit unit) {
        return unit.requirements().onPartition() == PartitionPolicy.STOP
                && !unit.requirements().global();
    }
}
