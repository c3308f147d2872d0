package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.DesiredState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code unload}. */
@Command(
        name = "unload",
        customSynopsis = "flotilla unload [--no-block|--block-attempts=N] UNIT...",
        description = {
            "Stops units and takes them off their machines; the cluster still knows them. Waits until they are gone.",
            "UNIT is a name in the cluster or a glob over the names there."
        },
        footer = {"%nExamples:", "  flotilla unload apache@1", "  flotilla unload --no-block 'web-*'"})
public final class UnloadCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final Blocking blocking = new Blocking();

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public UnloadCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            session.err().println("No units given");
            return Exit.USAGE;
        }
        KnownUnits known = KnownUnits.find(session, units);
        List<UnitView> toUnload =
                known.found().stream().filter(unit -> !isUnloaded(unit)).toList();
        List<String> unloading = Ending.trigger(session, toUnload, DesiredState.INACTIVE, "unload");
        boolean unloaded =
                Ending.await(session, unloading, name -> Goal.of(name, DesiredState.INACTIVE), "unload", blocking);
        Ending.report(session, unloaded, "unload", "unloaded", unloading);
        return unloaded && known.complete() ? Exit.OK : Exit.FAILED;
    }

    private static boolean isUnloaded(UnitView unit) {
        String inactive = DesiredState.INACTIVE.word();
        return unit.desiredState().equals(inactive) && unit.currentState().equals(inactive);
    }
}
