package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.DesiredState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restart}. */
@Command(
        name = "restart",
        customSynopsis = "flotilla restart [--block-attempts=N] UNIT...",
        description = {
            "Restarts units where they are, one after the other: the next is touched when the one before is launched",
            "again, and none after one that is not, or that failed. Units that are stopped are started.",
            "UNIT is a name in the cluster or a glob over the names there."
        },
        footer = {"%nExamples:", "  flotilla restart apache@1", "  flotilla restart 'apache@*'"})
public final class RestartCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final Blocking blocking = new Blocking();

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public RestartCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            session.err().println("No units given");
            return Exit.USAGE;
        }
        KnownUnits known = KnownUnits.find(session, units);
        List<String> restarted = new ArrayList<>();
        for (UnitView unit : known.found()) {
            if (!restart(unit)) {
                Ending.report(session, false, "restart", "restarted", List.of(unit.name()));
                return Exit.FAILED;
            }
            restarted.add(unit.name());
        }
        Ending.report(session, true, "restart", "restarted", restarted);
        return known.complete() ? Exit.OK : Exit.FAILED;
    }

    private boolean restart(UnitView unit) {
        if (unit.desiredState().equals(DesiredState.INACTIVE.word())) {
            session.err().println("Unable to restart unit " + unit.name() + " in state inactive");
            return false;
        }
        boolean stopped = unit.desiredState().equals(DesiredState.LOADED.word())
                && unit.currentState().equals(DesiredState.LOADED.word());
        return (stopped || go(unit.name(), DesiredState.LOADED)) && go(unit.name(), DesiredState.LAUNCHED);
    }

    /** Also a global unit is waited for: a start right behind a stop would be no restart. */
    private boolean go(String unit, DesiredState state) {
        session.gateway().setDesired(unit, state);
        if (blocking.isOff() && state == DesiredState.LAUNCHED) {
            session.out().println("Triggered unit " + unit + " start");
            return true;
        }
        boolean stop = state == DesiredState.LOADED;
        Goal goal = stop ? Goal.stopped(unit) : Goal.of(unit, state);
        List<UnitView> arrived = new Arrival(session).await(List.of(goal), blocking.attempts());
        return !arrived.isEmpty() && (stop || new Outcome(session, state).isGood(arrived));
    }
}
