package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What to do next about all units: a pure function. What makes room comes first, what needs it last. */
public final class Plan {
    private static final Comparator<Action> ORDER =
            Comparator.<Action>comparingInt(Plan::rank).thenComparing(Action::unit);

    private Plan() {}

    /**
     * The next actions, in the order in which they are to be begun.
     *
     * @param waiting units that failed and are left alone for now
     * @param fenced the registry may soon take this machine for lost
     * @param knowledge how far the assignments can be trusted; a fenced unit is stopped in any case
     */
    public static List<Action> of(
            Assignments assignments,
            Map<UnitName, RuntimeUnit> observed,
            Map<UnitName, Achieved> achieved,
            Map<UnitName, Flight> flights,
            Set<UnitName> waiting,
            boolean fenced,
            Knowledge knowledge) {
        if (!assignments.known()) {
            return List.of();
        }
        Stream<UnitName> unassigned =
                observed.keySet().stream().filter(name -> !assignments.units().containsKey(name));
        return Stream.concat(assignments.units().keySet().stream(), unassigned)
                .filter(name -> !waiting.contains(name))
                .flatMap(name -> Decision.next(new UnitSituation(
                                assignments.get(name),
                                Optional.ofNullable(observed.get(name)),
                                Optional.ofNullable(achieved.get(name)),
                                Optional.ofNullable(flights.get(name)),
                                fenced))
                        .stream())
                .filter(action -> knowledge == Knowledge.TOLD || isSafe(action, knowledge, assignments, observed))
                .sorted(ORDER)
                .toList();
    }

    /** Whether it does no harm should the assignments be old. */
    private static boolean isSafe(
            Action action, Knowledge knowledge, Assignments assignments, Map<UnitName, RuntimeUnit> observed) {
        return switch (action) {
            case Action.Note _ -> true;
            case Action.Load load -> !observed.containsKey(load.unit());
            case Action.Start _ -> knowledge == Knowledge.UNATTENDED;
            // One that is to be launched is stopped for a partition only.
            case Action.Stop stop ->
                assignments
                        .get(stop.unit())
                        .filter(unit -> unit.desired() == DesiredState.LAUNCHED)
                        .isPresent();
            case Action.Restart _, Action.Unload _ -> false;
        };
    }

    private static int rank(Action action) {
        return switch (action) {
            case Action.Unload _ -> 0;
            case Action.Stop _ -> 1;
            case Action.Note _ -> 2;
            case Action.Load _ -> 3;
            case Action.Restart _ -> 4;
            case Action.Start _ -> 5;
        };
    }
}
