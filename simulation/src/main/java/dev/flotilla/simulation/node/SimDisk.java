package dev.flotilla.simulation.node;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.assignment.KeptAssignments;
import dev.flotilla.agent.reconcile.Achieved;
import dev.flotilla.agent.reconcile.KeptProgress;
import dev.flotilla.model.unit.UnitName;
import java.util.Map;
import java.util.Optional;

/** A machine's disk: what its agents keep there outlives them, and the machine's boots, until it is wiped. */
final class SimDisk {
    private Assignments assignments = Assignments.UNKNOWN;
    private Optional<Progress> progress = Optional.empty();

    private record Progress(String boot, Map<UnitName, Achieved> achieved) {}

    void wipe() {
        assignments = Assignments.UNKNOWN;
        progress = Optional.empty();
    }

    KeptAssignments assignments() {
        return new KeptAssignments() {
            @Override
            public void save(Assignments accepted) {
                assignments = accepted;
            }

            @Override
            public Assignments load() {
                return assignments;
            }
        };
    }

    /** What was achieved counts for one boot. */
    KeptProgress progress(String boot) {
        return new KeptProgress() {
            @Override
            public void save(Map<UnitName, Achieved> achieved) {
                progress = Optional.of(new Progress(boot, Map.copyOf(achieved)));
            }

            @Override
            public Map<UnitName, Achieved> load() {
                return progress.filter(kept -> kept.boot().equals(boot))
                        .map(Progress::achieved)
                        .orElse(Map.of());
            }
        };
    }
}
