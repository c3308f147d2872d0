package dev.flotilla.cli.service;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.InstanceView;
import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.output.Listing;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code services}. */
@Command(
        name = "services",
        customSynopsis = "flotilla services [--all] [--fields=...] [-l|--full] [--no-legend] [-o table|json] [NAME]",
        description = "Lists where services can be reached: the instances that run and pass their checks.",
        footer = {
            "%nExamples:",
            "  flotilla services",
            "  flotilla services website",
            "  flotilla services --all --fields=service,instance,status,unit",
        })
public final class ServicesCommand implements Callable<Integer> {
    private static final String DEFAULT = "service,instance,address,version,machine";
    private static final String DEFAULT_OF_ALL = "service,instance,status,address,version,machine";

    private final Session session;

    @Mixin
    private final Listing listing = new Listing();

    @Option(names = "--all", description = "Also instances that fail their checks or are about to be stopped.")
    private boolean all;

    @Option(
            names = "--fields",
            paramLabel = "FIELD,...",
            description = "Columns, of service, instance, status, address, host, port, version, machine, unit, tags "
                    + "(default " + DEFAULT + ").")
    private Optional<String> fields = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this service.")
    private Optional<String> service = Optional.empty();

    public ServicesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, Function<InstanceView, String>> cells = Map.of(
                "service", InstanceView::service,
                "instance", InstanceView::name,
                "status", InstanceView::status,
                "address", InstanceView::address,
                "host", InstanceView::host,
                "port", InstanceView::port,
                "version", InstanceView::version,
                "machine", instance -> MachineView.shown(instance.machineId(), listing.full()),
                "unit", InstanceView::unit,
                "tags", instance -> String.join(",", instance.tags()));
        List<String> columns = Listing.columns(fields.orElse(all ? DEFAULT_OF_ALL : DEFAULT), cells.keySet());
        Gateway.Services found = services();
        if (listing.isJson()) {
            Listing.printJson(
                    session, found.instances().stream().map(InstanceView::json).toList());
        } else {
            listing.print(session, columns, cells, found.instances());
        }
        found.malformed().forEach(words -> session.err().println(words));
        session.err().flush();
        return Exit.OK;
    }

    private Gateway.Services services() {
        try {
            return session.gateway().services(service, all);
        } catch (GatewayException e) {
            throw new CommandFailure("Error retrieving services: " + e.getMessage(), e);
        }
    }
}
