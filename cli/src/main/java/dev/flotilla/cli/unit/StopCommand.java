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

/** {@code stop}. */
@Command(
        name = "stop",
        customSynopsis = "flotilla stop [--no-block|--block-attempts=N] UNIT...",
        description = {
            "Stops units but keeps them loaded on their machines, to be started again. Waits until they are stopped.",
            "UNIT is a name in the cluster or a glob over the names there."
        },
        footer = {"%nExamples:", "  flotilla stop apache@1", "  flotilla stop 'apache@*'"})
public final class StopCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final Blocking blocking = new Blocking();

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public StopCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            session.err().println("No units given");
            return Exit.USAGE;
        }
        KnownUnits known = KnownUnits.find(session, units);
        List<UnitView> toStop = new ArrayList<>();
        boolean possible = true;
        for (UnitView unit : known.found()) {
            if (unit.desiredState().equals(DesiredState.INACTIVE.word())) {
                session.err().println("Unable to stop unit " + unit.name() + " in state inactive");
                possible = false;
            } else if (!isStopped(unit)) {
                toStop.add(unit);
            }
        }
        List<String> stopping = Ending.trigger(session, toStop, DesiredState.LOADED, "stop");
        boolean stopped = Ending.await(session, stopping, Goal::stopped, "stop", blocking);
        Ending.report(session, stopped, "stop", "stopped", stopping);
        return stopped && possible && known.complete() ? Exit.OK : Exit.FAILED;
    }

    private static boolean isStopped(UnitView unit) {
        String loaded = DesiredState.LOADED.word();
        return unit.desiredState().equals(loaded)
                && (unit.global() || unit.currentState().equals(loaded));
    }
}
