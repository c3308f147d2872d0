package dev.flotilla.cli.machine;

import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.unit.UnitNames;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssh}. */
@Command(
        name = "ssh",
        customSynopsis = "flotilla ssh [-A|--forward-agent] [--ssh-port=N] {MACHINE|UNIT|--machine=ID|--unit=NAME}"
                + " [COMMAND...]",
        description = {
            "Opens a shell on a machine of the cluster, or on the machine that a unit is on, or runs a command there,",
            "with the system's ssh. MACHINE may be the beginning of an id. The exit status is ssh's."
        },
        footer = {
            "%nExamples:",
            "  flotilla ssh 05c0472b",
            "  flotilla ssh -A apache@1 uptime",
            "  flotilla --tunnel 10.10.10.10 ssh --unit=apache@1"
        })
public final class SshCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--machine", paramLabel = "ID", description = "The machine, without asking whether it is a unit.")
    private Optional<String> machine = Optional.empty();

    @Option(names = "--unit", paramLabel = "NAME", description = "The unit, without asking whether it is a machine.")
    private Optional<String> unit = Optional.empty();

    @Option(
            names = {"-A", "--forward-agent"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Let the machine use the local ssh agent.")
    private boolean forwardAgent;

    @Option(
            names = "--ssh-port",
            paramLabel = "N",
            defaultValue = "22",
            description = "The port of the machines' ssh (default 22).")
    private int port;

    @Parameters(paramLabel = "MACHINE|UNIT [COMMAND...]", arity = "0..*")
    private List<String> words = List.of();

    public SshCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (machine.isPresent() && unit.isPresent()) {
            throw new CommandFailure("Both machine and unit flags provided, please specify only one.");
        }
        boolean named = machine.isPresent() || unit.isPresent();
        if (!named && words.isEmpty()) {
            throw new CommandFailure("Unable to proceed: one machine or unit must be provided");
        }
        String address = address();
        List<String> remote = named ? words : words.subList(1, words.size());
        // As fleetctl: what stands before a -- is not the command's.
        remote = remote.subList(remote.indexOf("--") + 1, remote.size());
        return run(session.ssh().shell(address, port, forwardAgent, remote));
    }

    private String address() {
        try {
            MachineView found = machine.map(id -> MachineChoice.require(session, id))
                    .orElseGet(() -> unit.map(this::machineOf).orElseGet(() -> guess(words.getFirst())));
            if (found.primaryIp().isEmpty()) {
                throw new CommandFailure("Could not determine address of machine.");
            }
            return found.primaryIp();
        } catch (CommandFailure e) {
            throw new CommandFailure("Unable to proceed: " + e.getMessage(), e);
        }
    }

    private MachineView machineOf(String name) {
        UnitName unitName = UnitNames.of(name);
        UnitView found =
                session.gateway().unit(unitName.value()).orElseThrow(() -> new CommandFailure("unit does not exist"));
        if (found.global()) {
            throw new CommandFailure("global units unsupported: name a machine");
        }
        return MachineChoice.require(
                session,
                found.machineId()
                        .orElseThrow(() -> new CommandFailure("unit " + unitName + " is on no machine"
                                + found.waitsFor().map(reason -> ": " + reason).orElse(""))));
    }

    private MachineView guess(String word) {
        Optional<MachineView> asMachine = MachineChoice.find(session, word);
        boolean isUnit = isUnit(word);
        if (asMachine.isPresent() && isUnit) {
            throw new CommandFailure("ambiguous argument, both machine and unit found for `" + word
                    + "`.\nPlease use flag `--machine` or `--unit` to refine the search");
        }
        if (asMachine.isEmpty() && !isUnit) {
            throw new CommandFailure("could not find matching unit or machine");
        }
        return asMachine.orElseGet(() -> machineOf(word));
    }

    private boolean isUnit(String word) {
        try {
            return session.gateway().unit(UnitNames.of(word).value()).isPresent();
        } catch (CommandFailure e) {
            return false;
        }
    }

    private static int run(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new CommandFailure("Failed building SSH client: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
