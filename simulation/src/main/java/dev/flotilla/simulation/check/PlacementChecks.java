package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.check.Oracle.RevisionCheck;
import dev.flotilla.store.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What holds of every revision about placements, terms and machines. */
final class PlacementChecks implements RevisionCheck {
    private final Verdict verdict;
    private final ToLongFunction<Machine> well;
    private final long longEnough;
    private long newestTerm;

    /**
     * @param well for how long nothing was wrong with a machine and its ways to the registry, in nanoseconds
     * @param longEnough a machine that was well for so long is alive
     */
    PlacementChecks(Verdict verdict, ToLongFunction<Machine> well, long longEnough) {
        this.verdict = verdict;
        this.well = well;
        this.longEnough = longEnough;
    }

    @Override
    public void look(ClusterState before, ClusterState after, long revision, List<Change> changes) {
        if (before == after) {
            return;
        }
        after.placements().values().stream()
                .filter(placement -> placement.revision() == revision)
                .forEach(placement -> committed(before, after, placement));
        before.placements().forEach((name, placement) -> {
            Placement now = after.placements().get(name);
            if (now == null || !now.machine().equals(placement.machine())) {
                moved(before, after, placement);
            }
        });
        before.machines().forEach((id, machine) -> {
            Machine now = after.machines().get(id);
            if (machine.status() != MachineStatus.LOST && now != null && now.status() == MachineStatus.LOST) {
                verdict.expect(
                        well.applyAsLong(machine) < longEnough,
                        Promise.SILENCE_IS_NOT_DEATH,
                        "machine " + id + " was taken for lost at revision " + revision + " though it was well for "
                                + well.applyAsLong(machine) / 1_000_000 + " ms");
            }
        });
    }

    private void committed(ClusterState before, ClusterState after, Placement placement) {
        verdict.expect(
                placement.term() == before.term(),
                Promise.ONE_LEADER,
                placement.unit() + " was placed by term " + placement.term() + " while " + before.term() + " leads");
        verdict.expect(
                placement.term() >= newestTerm,
                Promise.ONE_LEADER,
                placement.unit() + " was placed by term " + placement.term() + " after term " + newestTerm);
        newestTerm = Math.max(newestTerm, placement.term());
        objection(after, placement)
                .ifPresent(why -> verdict.broken(
                        Promise.CONSTRAINTS_HOLD,
                        placement.unit() + " was placed on " + placement.machine() + " at revision "
                                + placement.revision() + ", but " + why));
    }

    private static Optional<String> objection(ClusterState after, Placement placement) {
        Unit unit = after.units().get(placement.unit());
        Machine machine = after.machines().get(placement.machine());
        if (unit == null || unit.desired() == DesiredState.INACTIVE) {
            return Optional.of("nobody wants it anywhere");
        }
        if (machine == null || machine.status() != MachineStatus.ONLINE) {
            return Optional.of("the machine is not online");
        }
        return after.objection(unit, machine)
                .or(() -> after.overbooked(unit, machine))
                .or(() -> after.displacer(unit, machine, placement.revision())
                        .map(other -> "it has to give way to " + other));
    }

    /** A unit leaves its machine only when somebody asked, or when it cannot stay. */
    private void moved(ClusterState before, ClusterState after, Placement placement) {
        UnitName name = placement.unit();
        Unit unit = before.units().get(name);
        Machine machine = before.machines().get(placement.machine());
        if (unit == null || !unit.equals(after.units().get(name))) {
            return;
        }
        if (machine == null || machine.status() == MachineStatus.DRAINING) {
            return;
        }
        if (machine.status() == MachineStatus.LOST) {
            verdict.expect(
                    !before.braked(),
                    Promise.MOVES_HAVE_CAUSES,
                    name + " was taken off lost " + placement.machine() + " while the brake was engaged");
            return;
        }
        if (before.objection(unit, machine).isPresent()) {
            return;
        }
        boolean leaves = unit.requirements().machineOf().isPresent()
                && !after.machineOf(unit.requirements().machineOf().get()).equals(Optional.of(machine.id()));
        boolean displaced = after.units().values().stream()
                .filter(other -> other.desired() != DesiredState.INACTIVE)
                .anyMatch(other -> other.requirements().displaces(other.name(), name, unit.requirements()));
        verdict.expect(
                leaves || displaced,
                Promise.MOVES_HAVE_CAUSES,
                name + " was taken off " + placement.machine() + ", where it could have stayed; by "
                        + after.machineOf(name).map(to -> "a move to " + to).orElse("a removal"));
    }
}
