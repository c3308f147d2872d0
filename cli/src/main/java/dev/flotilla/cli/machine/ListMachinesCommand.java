package dev.flotilla.cli.machine;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.output.Listing;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code list-machines}. */
@Command(
        name = "list-machines",
        customSynopsis = "flotilla list-machines [--all] [--fields=...] [-l|--full] [--no-legend] [-o table|json]",
        description = "Lists the machines of the cluster that are there.",
        footer = {
            "%nExamples:",
            "  flotilla list-machines",
            "  flotilla list-machines --full",
            "  flotilla list-machines --all --fields=machine,status,units,version"
        })
public final class ListMachinesCommand implements Callable<Integer> {
    private static final String DEFAULT = "machine,ip,metadata";

    private final Session session;

    @Mixin
    private final Listing listing = new Listing();

    @Option(names = "--all", description = "Also machines that are lost.")
    private boolean all;

    @Option(
            names = "--fields",
            paramLabel = "FIELD,...",
            defaultValue = DEFAULT,
            description = "Columns, of machine, ip, metadata, status, units, version (default " + DEFAULT + ").")
    private String fields = "";

    public ListMachinesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, Function<MachineView, String>> cells = Map.of(
                "machine", machine -> MachineView.shown(machine.id(), listing.full()),
                "ip", MachineView::primaryIp,
                "metadata", ListMachinesCommand::metadata,
                "status", MachineView::status,
                "units", machine -> String.valueOf(machine.units()),
                "version", MachineView::agentVersion);
        List<String> columns = Listing.columns(fields, cells.keySet());
        List<MachineView> machines = machines();
        if (listing.isJson()) {
            Listing.printJson(session, machines.stream().map(MachineView::json).toList());
        } else {
            listing.print(session, columns, cells, machines);
        }
        return Exit.OK;
    }

    private List<MachineView> machines() {
        try {
            return session.gateway().machines(all);
        } catch (GatewayException e) {
            throw new CommandFailure("Error retrieving list of active machines: " + e.getMessage(), e);
        }
    }

    private static String metadata(MachineView machine) {
        return machine.metadata().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
