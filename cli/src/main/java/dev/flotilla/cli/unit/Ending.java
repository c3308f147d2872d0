package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.DesiredState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What {@code stop} and {@code unload} have in common. */
final class Ending {
    private Ending() {}

    /** Asks for the state; the units to wait for. */
    static List<String> trigger(Session session, List<UnitView> units, DesiredState state, String verb) {
        List<String> triggered = new ArrayList<>();
        session.askEach(units, unit -> {
                    session.gateway().setDesired(unit.name(), state);
                    return unit;
                })
                .forEach(unit -> {
                    if (unit.global()) {
                        session.out().println("Triggered global unit " + unit.name() + " " + verb);
                    } else {
                        triggered.add(unit.name());
                    }
                });
        return triggered;
    }

    /** Whether all arrived, or nobody waits for them. */
    static boolean await(
            Session session, List<String> units, Function<String, Goal> goal, String verb, Blocking blocking) {
        if (blocking.isOff()) {
            units.forEach(unit -> session.out().println("Triggered unit " + unit + " " + verb));
            return true;
        }
        return new Arrival(session)
                        .await(units.stream().map(goal).toList(), blocking.attempts())
                        .size()
                == units.size();
    }

    /** fleetctl's last line, on standard error as there. */
    static void report(Session session, boolean success, String verb, String done, List<String> units) {
        String names = "[" + String.join(" ", units) + "].";
        session.err()
                .println(
                        success
                                ? "Successfully " + done + " units " + names
                                : "Failed to " + verb + " units " + names + " exit == 1.");
    }
}
