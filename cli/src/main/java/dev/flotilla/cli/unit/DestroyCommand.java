package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code destroy}. */
@Command(
        name = "destroy",
        customSynopsis = "flotilla destroy UNIT...",
        description = {
            "Removes units from the cluster; their machines stop them. They are gone from list-unit-files at once and",
            "from list-units when they have stopped. UNIT is a name in the cluster or a glob over the names there."
        },
        footer = {"%nExamples:", "  flotilla destroy apache@4", "  flotilla destroy 'old-*'"})
public final class DestroyCommand implements Callable<Integer> {
    private final Session session;

    /** As fleetctl's; a unit is gone when the call returns, so there is nothing to wait for. */
    @Mixin
    private final Blocking unusedBlocking = new Blocking();

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public DestroyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            session.err().println("No units given");
            return Exit.USAGE;
        }
        List<String> missing = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<String> names = UnitNames.inCluster(session.gateway(), units);
        session.askEach(names, this::destroy).forEach(answer -> {
            switch (answer) {
                case Answer.Destroyed(String name) -> session.out().println("Destroyed " + name);
                case Answer.Missing(String name) -> missing.add(name);
                case Answer.Refused(String words) -> {
                    session.err().println("Error destroying units: " + words);
                    refused.add(words);
                }
            }
        });
        if (missing.size() == names.size()) {
            throw new CommandFailure("Units not found in registry");
        }
        missing.forEach(name -> session.err().println("Unit " + name + " not found in registry"));
        return refused.isEmpty() && missing.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    private sealed interface Answer {
        record Destroyed(String name) implements Answer {}

        record Missing(String name) implements Answer {}

        record Refused(String words) implements Answer {}
    }

    private Answer destroy(String name) {
        try {
            boolean destroyed = !UnitNames.isGlob(name) && session.gateway().destroy(name);
            return destroyed ? new Answer.Destroyed(name) : new Answer.Missing(name);
        } catch (GatewayException e) {
            if (e.isOutage()) {
                throw new CommandFailure("Error destroying units: " + e.getMessage(), e);
            }
            return new Answer.Refused(String.valueOf(e.getMessage()));
        }
    }
}
