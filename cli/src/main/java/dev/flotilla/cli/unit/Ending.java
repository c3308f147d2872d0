package dev.flotilla.cli.unit;

import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.function.Function;

/** What {@code stop} and {@code unload} say at their end. */
final class Ending {
    private Ending() {}

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
