package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cat}. */
@Command(
        name = "cat",
        customSynopsis = "flotilla cat UNIT",
        description = "Prints the unit file that the cluster has.",
        footer = {"%nExample:", "  flotilla cat apache@1"})
public final class CatCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public CatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.size() != 1) {
            throw new CommandFailure("One unit file must be provided.");
        }
        UnitName name = UnitNames.of(units.getFirst());
        UnitView unit = session.gateway()
                .unit(name.value())
                .orElseThrow(() -> new CommandFailure("Unit " + name + " not found"));
        session.out().print(UnitFile.of(unit.options()).serialize());
        return Exit.OK;
    }
}
