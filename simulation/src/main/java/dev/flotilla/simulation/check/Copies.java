package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A unit with {@code OnPartition=stop} that starts somewhere because its machine was lost runs there no longer: provided that
 * the lost machine's agent was up to stop it, and that it lets itself be stopped in time.
 */
public final class Copies {
    /** An agent that stood still, or was not there, cannot have stopped anything in time. */
    private static final long AWAKE = Duration.ofSeconds(12).toNanos();

    private final Verdict verdict;
    private final Oracle oracle;
    private final Supplier<? extends Collection<? extends MachineView>> machines;

    Copies(Verdict verdict, Oracle oracle, Supplier<? extends Collection<? extends MachineView>> machines) {
        this.verdict = verdict;
        this.oracle = oracle;
        this.machines = machines;
    }

    public void started(MachineId where, UnitName name) {
        Optional<Unit> unit = oracle.unitAt(name, oracle.revision());
        if (unit.filter(Copies::runsOnce).isEmpty()) {
            return;
        }
        for (MachineView other : machines.get()) {
            if (!other.id().equals(where) && isLost(other.id()) && hasToStop(other, name)) {
                verdict.expect(
                        other.ableToStopFor() < AWAKE || !other.stopsInTime(name),
                        Promise.ONE_MACHINE,
                        name + " was started on " + where + " while lost " + other.id() + " still ran it");
            }
        }
    }

    private boolean isLost(MachineId id) {
        return Optional.ofNullable(oracle.state().machines().get(id))
                .map(Machine::status)
                .filter(MachineStatus.LOST::equals)
                .isPresent();
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
