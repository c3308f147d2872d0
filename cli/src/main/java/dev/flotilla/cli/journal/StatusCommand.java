package dev.flotilla.cli.journal;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.unit.NamedUnits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}. */
@Command(
        name = "status",
        customSynopsis = "flotilla status [--lines=N] [--machine=ID] UNIT...",
        description = {
            "Prints what systemctl status says of units on their machines; of a global unit, on each of them.",
            "The exit status is systemctl's: 0 when all are active, 3 when one is not."
        },
        footer = {"%nExamples:", "  flotilla status apache@1", "  flotilla status --lines 30 'apache@*'"})
public final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Lines of the log to show (default 10).")
    private int lines;

    @Option(names = "--machine", paramLabel = "ID", description = "Only on this machine.")
    private Optional<String> machine = Optional.empty();

    @Option(names = "--ssh-port", hidden = true)
    private int unusedSshPort;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            throw new CommandFailure("No units given", Exit.USAGE);
        }
        NamedUnits named = NamedUnits.find(session, units);
        int exit = named.complete() ? Exit.OK : Exit.FAILED;
        boolean first = true;
        for (String name : named.names()) {
            if (!first) {
                session.out().println();
            }
            first = false;
            exit = Math.max(exit, show(name));
        }
        return exit;
    }

    private int show(String name) {
        Json status;
        try {
            Optional<Json> answer = session.gateway().status(name, lines, machine);
            if (answer.isEmpty()) {
                session.err().println("Unit " + name + " does not exist.");
                return Exit.FAILED;
            }
            status = answer.get();
        } catch (GatewayException e) {
            if (!e.isConflict()) {
                throw e;
            }
            session.err().println("Unit " + name + " does not appear to be loaded.");
            return Exit.FAILED;
        }
        List<Json> machines = status.at("machines").items();
        int exit = Exit.OK;
        for (Json one : machines) {
            exit = Math.max(exit, show(one, machines.size() > 1));
        }
        return exit;
    }

    private int show(Json one, boolean ofSeveral) {
        String place = MachineView.shown(one.at("machineID").text(), false)
                + one.at("primaryIP").textIfAny().map(ip -> "/" + ip).orElse("");
        Optional<String> error = one.at("error").textIfAny();
        if (error.isPresent()) {
            session.err().println(place + ": " + error.get());
            return Exit.FAILED;
        }
        if (ofSeveral) {
            session.out().println("==> " + place + " <==");
        }
        session.out().print(one.at("text").text());
        return (int) one.at("exitStatus").number();
    }
}
