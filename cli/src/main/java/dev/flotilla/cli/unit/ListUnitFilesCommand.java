package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.MachineLegend;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.output.Listing;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code list-unit-files}. */
@Command(
        name = "list-unit-files",
        customSynopsis = "flotilla list-unit-files [--fields=...] [-l|--full] [--no-legend] [-o table|json]",
        description = "Lists the units that the cluster knows, whether they are on a machine or not.",
        footer = {
            "%nExamples:",
            "  flotilla list-unit-files",
            "  flotilla list-unit-files --fields=unit,dstate,state,reason",
            "  flotilla list-unit-files -o json"
        })
public final class ListUnitFilesCommand implements Callable<Integer> {
    private static final String DEFAULT = "unit,hash,dstate,state,target";

    private final Session session;

    @Mixin
    private final Listing listing = new Listing();

    @Option(
            names = "--fields",
            paramLabel = "FIELD,...",
            defaultValue = DEFAULT,
            description = {
                "Columns, of unit, hash, dstate, state, target, desc, global, tmachine, and reason: why the unit has",
                "no machine (default " + DEFAULT + ")."
            })
    private String fields = "";

    public ListUnitFilesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        MachineLegend machines = new MachineLegend(session.gateway());
        Function<UnitView, String> target = unit -> target(unit, machines);
        Map<String, Function<UnitView, String>> cells = Map.of(
                "unit",
                UnitView::name,
                "hash",
                unit -> ListUnitsCommand.hash(unit.hash(), listing.full()),
                "dstate",
                UnitView::desiredState,
                "state",
                unit -> unit.global() ? "" : unit.currentState(),
                "target",
                target,
                "tmachine",
                target,
                "desc",
                UnitView::description,
                "global",
                unit -> String.valueOf(unit.global()),
                "reason",
                unit -> unit.waitsFor().orElse(""));
        List<String> columns = Listing.columns(fields, cells.keySet());
        if (columns.contains("tmachine")) {
            session.err().println("WARNING: The \"tmachine\" field is deprecated. Use \"target\" instead");
        }
        List<UnitView> units = units();
        if (listing.isJson()) {
            Listing.printJson(session, units.stream().map(UnitView::json).toList());
        } else {
            listing.print(session, columns, cells, units);
        }
        return Exit.OK;
    }

    private String target(UnitView unit, MachineLegend machines) {
        return unit.global()
                ? "global"
                : unit.machineId().map(id -> machines.of(id, listing.full())).orElse("");
    }

    private List<UnitView> units() {
        try {
            return session.gateway().units();
        } catch (GatewayException e) {
            throw new CommandFailure("Error retrieving list of units from repository: " + e.getMessage(), e);
        }
    }
}
