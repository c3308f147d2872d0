package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.MachineLegend;
import dev.flotilla.cli.gateway.StateView;
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

/** {@code list-units}. */
@Command(
        name = "list-units",
        customSynopsis = "flotilla list-units [--fields=...] [-l|--full] [--no-legend] [-o table|json]",
        description = "Lists what machines report of their units: one line for each unit and machine.",
        footer = {
            "%nExamples:",
            "  flotilla list-units",
            "  flotilla list-units --fields=unit,hash,load,active,sub,machine --full",
            "  flotilla list-units -o json"
        })
public final class ListUnitsCommand implements Callable<Integer> {
    private static final String DEFAULT = "unit,machine,active,sub";

    private final Session session;

    @Mixin
    private final Listing listing = new Listing();

    @Option(
            names = "--fields",
            paramLabel = "FIELD,...",
            defaultValue = DEFAULT,
            description = "Columns, of unit, load, active, sub, machine, hash (default " + DEFAULT + ").")
    private String fields = "";

    public ListUnitsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        MachineLegend machines = new MachineLegend(session.gateway());
        Map<String, Function<StateView, String>> cells = Map.of(
                "unit", StateView::unit,
                "load", StateView::load,
                "active", StateView::active,
                "sub", StateView::sub,
                "machine", state -> machines.of(state.machineId(), listing.full()),
                "hash", state -> hash(state.hash(), listing.full()));
        List<String> columns = Listing.columns(fields, cells.keySet());
        List<StateView> states = states();
        if (listing.isJson()) {
            Listing.printJson(session, states.stream().map(StateView::json).toList());
        } else {
            listing.print(session, columns, cells, states);
        }
        return Exit.OK;
    }

    private List<StateView> states() {
        try {
            return session.gateway().states();
        } catch (GatewayException e) {
            throw new CommandFailure("Error retrieving list of units from repository: " + e.getMessage(), e);
        }
    }

    static String hash(String hash, boolean full) {
        return full || hash.length() <= 7 ? hash : hash.substring(0, 7);
    }
}
