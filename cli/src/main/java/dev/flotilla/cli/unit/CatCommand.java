package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.UnitFile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cat}. */
@Command(
        name = "cat",
        customSynopsis = "flotilla cat UNIT...",
        description = "Prints the unit files that the cluster has; of several, each with its name above it.",
        footer = {"%nExamples:", "  flotilla cat apache@1", "  flotilla cat 'apache@*'"})
public final class CatCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public CatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            throw new CommandFailure("One unit file must be provided.");
        }
        NamedUnits named = NamedUnits.find(session, units);
        boolean complete = named.complete();
        boolean several = named.names().size() > 1;
        for (String name : named.names()) {
            complete &= print(name, several);
        }
        return complete ? Exit.OK : Exit.FAILED;
    }

    /** Of several, each with its name above it, as systemctl cat does. */
    private boolean print(String name, boolean ofSeveral) {
        Optional<UnitView> unit = session.gateway().unit(name);
        if (unit.isEmpty()) {
            session.err().println("Unit " + name + " not found");
            return false;
        }
        if (ofSeveral) {
            session.out().println("# " + name);
        }
        session.out().print(UnitFile.of(unit.get().options()).serialize());
        if (ofSeveral) {
            session.out().println();
        }
        return true;
    }
}
