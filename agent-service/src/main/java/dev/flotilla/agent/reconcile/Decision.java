package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.unit.DesiredState;
import java.util.Optional;

/**
 * What to do next about a unit: a pure function, asked again after every change until it says nothing.
 *
 * <ul>
 *   <li>A unit is started once for each time it is launched: when it was not launched before, when its content changed,
 *       and when somebody asks for it again. Whether a unit that fails or ends comes back is its own {@code Restart=};
 *       fleet left that to systemd too.
 *   <li>A running unit of the right content is adopted, not restarted, also by an agent that remembers nothing. One that
 *       is on its way down does not run any more.
 *   <li>A restart for new content that an earlier agent began is carried out again only while what ran then still runs.
 *   <li>A unit whose stop an earlier agent began is started when it is to be launched again, in whatever state that stop
 *       left it: it did not end by itself.
 *   <li>A loaded unit that something else started (a timer, a socket, a unit that requires it) is left alone; it is
 *       stopped only when it was launched and is to be loaded now.
 *   <li>What is not assigned is stopped and forgotten.
 *   <li>A unit with {@code OnPartition=stop} counts as to be loaded while the machine is fenced, and is stopped whatever its content is.
 * </ul>
 */
public final class Decision {
    private Decision() {}

    public static Optional<Action> next(UnitSituation unit) {
        if (unit.assignment().isEmpty()) {
            return unassigned(unit);
        }
        if (unit.flight().isPresent() && unit.flight().get() != Flight.STARTING) {
            return Optional.empty();
        }
        Assignment assignment = unit.assignment().get();
        if (mustStop(assignment, unit)) {
            return towardsLoaded(assignment, unit.observed().orElseThrow(), unit);
        }
        if (unit.observed().isEmpty() || !hasContent(unit.observed().get(), assignment)) {
            String cause = unit.observed().isEmpty()
                    ? "assigned"
                    : "new content " + assignment.hash().shortForm();
            return Optional.of(new Action.Load(assignment.name(), assignment.file(), cause));
        }
        RuntimeUnit observed = unit.observed().get();
        return target(assignment, unit.fenced()) == DesiredState.LAUNCHED
                ? towardsLaunched(assignment, observed, unit)
                : towardsLoaded(assignment, observed, unit);
    }

    private static Optional<Action> unassigned(UnitSituation unit) {
        boolean busy = unit.flight().isPresent() && unit.flight().get() != Flight.STARTING;
        return busy
                ? Optional.empty()
                : unit.observed().map(observed -> new Action.Unload(observed.name(), "no longer assigned"));
    }

    private static boolean hasContent(RuntimeUnit observed, Assignment assignment) {
        return observed.hash().equals(assignment.hash());
    }

    /** Whatever its content is: new content, which may not be had, is no reason to let it run. */
    private static boolean mustStop(Assignment assignment, UnitSituation unit) {
        return target(assignment, unit.fenced()) != assignment.desired()
                && unit.observed()
                        .filter(observed -> !observed.status().isDown())
                        .isPresent();
    }

    private static DesiredState target(Assignment assignment, boolean fenced) {
        return fenced && assignment.onPartition() == PartitionPolicy.STOP ? DesiredState.LOADED : assignment.desired();
    }

    private static Optional<Action> towardsLaunched(Assignment wanted, RuntimeUnit observed, UnitSituation unit) {
        Achieved goal = Achieved.launched(wanted.hash());
        boolean up = !observed.status().isDown();
        if (unit.achieved().isEmpty()) {
            return Optional.of(
                    up && !observed.status().isGoingDown()
                            ? new Action.Note(wanted.name(), goal, "adopted")
                            : new Action.Start(wanted.name(), goal, "launched"));
        }
        Achieved achieved = unit.achieved().get();
        if (achieved.equals(goal)) {
            return Optional.empty();
        }
        boolean runsOld = !achieved.hash().equals(goal.hash()) || achieved.isRestartOpen(observed.status());
        if (achieved.isRestarting() && up && !runsOld) {
            return Optional.of(new Action.Note(wanted.name(), goal, "was restarted"));
        }
        if (runsOld && (up || unit.flight().isPresent())) {
            return Optional.of(new Action.Restart(
                    wanted.name(), goal, "new content " + wanted.hash().shortForm()));
        }
        return Optional.of(new Action.Start(wanted.name(), goal, "launched"));
    }

    private static Optional<Action> towardsLoaded(Assignment wanted, RuntimeUnit observed, UnitSituation unit) {
        Achieved goal = Achieved.loaded(wanted.hash());
        if (unit.achieved().filter(goal::equals).isPresent()) {
            return Optional.empty();
        }
        boolean nothingRuns = observed.status().isDown() && unit.flight().isEmpty();
        boolean wasOnlyLoaded =
                unit.achieved().filter(achieved -> !achieved.isLaunched()).isPresent();
        if (nothingRuns || wasOnlyLoaded) {
            return Optional.of(new Action.Note(wanted.name(), goal, "loaded"));
        }
        String cause = wanted.desired() == DesiredState.LAUNCHED
                ? "the registry is not heard, and OnPartition=stop"
                : "desired state is loaded";
        return Optional.of(new Action.Stop(wanted.name(), goal, cause));
    }
}
