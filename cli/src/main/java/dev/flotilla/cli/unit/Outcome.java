package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.gateway.StateView;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.DesiredState;
import java.util.List;
import java.util.Optional;

/**
 * What became of units that arrived, by their machines. Launched is not running: a unit that its machine cannot load, or
 * that failed at once, is no success. One that is still activating is not waited for.
 */
final class Outcome {
    private final Session session;
    private final DesiredState state;

    Outcome(Session session, DesiredState state) {
        this.session = session;
        this.state = state;
    }

    /** Whether none of them failed. What their machines say of them is said here too, for instance what they run without. */
    boolean isGood(List<UnitView> arrived) {
        return arrived.stream()
                .flatMap(unit -> unit.statesInPlace().stream().map(seen -> isGood(unit.name(), seen)))
                .reduce(true, Boolean::logicalAnd);
    }

    private boolean isGood(String unit, StateView seen) {
        String machine = MachineView.shown(seen.machineId(), false);
        Optional<String> detail = seen.json().at("detail").textIfAny();
        if (!seen.load().equals("loaded")) {
            session.err()
                    .println("Unit " + unit + " is " + seen.load() + " on " + machine + ": "
                            + detail.orElse("see: flotilla status " + unit));
            return false;
        }
        boolean failed = state == DesiredState.LAUNCHED && seen.active().equals("failed");
        if (failed) {
            session.err()
                    .println("Unit " + unit + " failed on " + machine + " (" + seen.active() + "/" + seen.sub()
                            + "); see: flotilla journal " + unit);
        }
        detail.ifPresent(words -> session.err().println("Unit " + unit + " on " + machine + ": " + words));
        return !failed;
    }
}
