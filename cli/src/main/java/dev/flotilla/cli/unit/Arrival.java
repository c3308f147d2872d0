package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.MachineLegend;
import dev.flotilla.cli.gateway.StateView;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Pace;
import dev.flotilla.cli.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Waits until units are where they are wanted, printing each that arrives as fleetctl does. What fleetctl does not say
 * goes to standard error: why a unit finds no machine, that somebody wants it otherwise, that it is given up.
 */
final class Arrival {
    private final Session session;
    private final Gateway gateway;
    private final MachineLegend machines;
    private final Pace pace;

    Arrival(Session session) {
        this.session = session;
        this.gateway = session.gateway();
        this.machines = new MachineLegend(gateway);
        this.pace = session.pace();
    }

    /** The units as they arrived. Those of the goals that are not among them did not, and the user knows why. */
    List<UnitView> await(List<Goal> goals, Optional<Integer> attempts) {
        Run run = new Run(goals, attempts);
        Duration pause = pace.firstPoll();
        while (!run.isOver()) {
            pause(pause);
            pause = shorter(pause.multipliedBy(2), pace.lastPoll());
            run.look();
        }
        return run.arrived;
    }

    private final class Run {
        private final Map<String, Goal> open = new LinkedHashMap<>();
        private final List<UnitView> arrived = new ArrayList<>();
        private final Map<String, Waiting> waiting = new HashMap<>();
        private final Optional<Integer> attempts;
        private final long start = System.nanoTime();
        private Optional<Long> awaySince = Optional.empty();

        Run(List<Goal> goals, Optional<Integer> attempts) {
            goals.forEach(goal -> open.put(goal.unit(), goal));
            this.attempts = attempts;
            look();
        }

        boolean isOver() {
            if (open.isEmpty()) {
                return true;
            }
            int limit = attempts.orElse(0);
            if (limit == 0 || since(start).compareTo(pace.attempt().multipliedBy(limit)) < 0) {
                return false;
            }
            open.values()
                    .forEach(goal -> giveUp("timed out waiting for unit " + goal.unit() + " to report state "
                            + goal.state().word()));
            return true;
        }

        void look() {
            try {
                UnitLookup lookup = UnitLookup.of(gateway, open.size());
                for (Goal goal : List.copyOf(open.values())) {
                    judge(goal, lookup.find(goal.unit()));
                }
                awaySince = Optional.empty();
            } catch (GatewayException e) {
                away(e);
            }
        }

        private void judge(Goal goal, Optional<UnitView> seen) {
            if (seen.isEmpty()) {
                abandon(goal, "unit " + goal.unit() + " was destroyed meanwhile");
            } else if (goal.isReached(seen.get())) {
                arrive(goal, seen.get());
            } else if (goal.isOverruled(seen.get())) {
                abandon(goal, overruled(seen.get()));
            } else {
                wait(goal, seen.get());
            }
        }

        private void arrive(Goal goal, UnitView unit) {
            open.remove(goal.unit());
            arrived.add(unit);
            session.out().println(arrival(unit));
        }

        private void wait(Goal goal, UnitView unit) {
            Optional<StateView> ended = goal.stillEnded(unit);
            if (unit.waitsFor().isEmpty() && ended.isEmpty()) {
                waiting.remove(goal.unit());
                return;
            }
            Waiting state = waiting.computeIfAbsent(goal.unit(), name -> new Waiting());
            if (goal.isThere(unit) && isSkipped(ended) && since(state.since).compareTo(pace.patience()) >= 0) {
                arrive(goal, unit);
                return;
            }
            if (unit.waitsFor().isPresent()
                    && since(state.since).compareTo(pace.patience()) >= 0
                    && !state.said.equals(unit.waitsFor())) {
                state.said = unit.waitsFor();
                session.err().println(goal.unit() + " waits: " + unit.waitsFor().get());
            }
            if (attempts.isEmpty() && since(state.since).compareTo(pace.surrender()) >= 0) {
                abandon(goal, ended.map(seen -> notStarted(goal, seen)).orElseGet(() -> unplaced(goal)));
            }
        }

        /** A start that comes to nothing, for a condition does not hold, leaves an inactive unit as it was. */
        private static boolean isSkipped(Optional<StateView> ended) {
            return ended.filter(seen -> seen.active().equals("inactive")).isPresent();
        }

        private String unplaced(Goal goal) {
            return "unit " + goal.unit() + " has found no machine for "
                    + pace.surrender().toSeconds()
                    + " s; it will be placed as soon as one fits (see: flotilla explain " + goal.unit()
                    + "; --block-attempts=0 waits without end)";
        }

        private String notStarted(Goal goal, StateView seen) {
            return "unit " + goal.unit() + " is " + seen.active() + " on " + machines.of(seen.machineId(), false)
                    + " as before, " + pace.surrender().toSeconds()
                    + " s after it was asked to start again"
                    + seen.json()
                            .at("detail")
                            .textIfAny()
                            .map(words -> ": " + words)
                            .orElse("")
                    + " (see: flotilla status " + goal.unit() + "; --block-attempts=0 waits without end)";
        }

        /** A gateway that is away for a moment is no reason to fail what the cluster does meanwhile. */
        private void away(GatewayException failure) {
            if (!failure.isOutage()) {
                throw failure;
            }
            if (awaySince.isEmpty()) {
                awaySince = Optional.of(System.nanoTime());
                session.err().println(failure.getMessage());
            }
            if (attempts.isEmpty() && since(awaySince.get()).compareTo(pace.surrender()) >= 0) {
                throw failure;
            }
        }

        private void abandon(Goal goal, String reason) {
            open.remove(goal.unit());
            giveUp(reason);
        }

        private void giveUp(String reason) {
            session.err().println("Error waiting for units: " + reason);
        }
    }

    private static final class Waiting {
        private final long since = System.nanoTime();
        private Optional<String> said = Optional.empty();
    }

    private String arrival(UnitView unit) {
        String place =
                unit.machineId().map(id -> " on " + machines.of(id, false)).orElse("");
        return "Unit " + unit.name() + " " + unit.currentState() + place;
    }

    private static String overruled(UnitView unit) {
        String by = unit.changedBy().isEmpty() ? "somebody" : unit.changedBy();
        return "unit " + unit.name() + " is to be " + unit.desiredState() + " meanwhile, says " + by;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
