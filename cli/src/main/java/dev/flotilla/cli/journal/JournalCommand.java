package dev.flotilla.cli.journal;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.LogFailures;
import dev.flotilla.cli.http.StreamedResponse;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.unit.UnitNames;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code journal}. */
@Command(
        name = "journal",
        customSynopsis =
                "flotilla journal [--lines=N] [-f|--follow] [--since=TIME] [-o|--output=MODE] [--machine=ID] UNIT",
        description = {
            "Prints the log of a unit, from the machine that has it; of a global unit, from all of them.",
            "With -f it goes on until the unit leaves the machine or Ctrl-C."
        },
        footer = {
            "%nExamples:",
            "  flotilla journal apache@1",
            "  flotilla journal --lines 100 -f apache@1",
            "  flotilla journal --since 10m --output cat apache@1"
        })
public final class JournalCommand implements Callable<Integer> {
    private static final int BUFFER = 8192;

    private final Session session;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "The last N lines (default 10, with --since all); -1: all there are.")
    private Optional<Integer> lines = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Go on with what is written from now on.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only from then on: 2026-11-20T10:00:00Z, or 30s, 10m, 2h, 1d ago.")
    private Optional<String> since = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "MODE",
            defaultValue = "short",
            description = "short (default), short-iso, cat, or json.")
    private String output = "";

    @Option(names = "--machine", paramLabel = "ID", description = "Only from this machine.")
    private Optional<String> machine = Optional.empty();

    @Option(
            names = "--sudo",
            arity = "0..1",
            fallbackValue = "true",
            description = "Accepted as fleetctl's; logs come from the agent, which needs none.")
    private boolean unusedSudo;

    @Option(names = "--ssh-port", hidden = true)
    private int unusedSshPort;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public JournalCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.size() != 1) {
            throw new CommandFailure("One unit file must be provided.");
        }
        if (!List.of("short", "short-iso", "cat", "json").contains(output)) {
            throw new CommandFailure(
                    "unknown --output " + output + ": short, short-iso, cat and json there are", Exit.USAGE);
        }
        String name = UnitNames.of(units.getFirst()).value();
        try (StreamedResponse log = open(name)) {
            copy(log);
            List<String> failures = LogFailures.of(log);
            failures.forEach(session.err()::println);
            return failures.isEmpty() ? Exit.OK : Exit.FAILED;
        } catch (IOException e) {
            throw new CommandFailure("the log of " + name + " broke off: " + e.getMessage(), e);
        }
    }

    private StreamedResponse open(String name) {
        var from = since.map(text -> SinceTime.parse(text, Instant.now()).toString());
        int last = lines.orElse(from.isPresent() ? -1 : 10);
        try {
            return session.gateway()
                    .logs(name, new Gateway.LogQuery(last, follow, output, from, machine))
                    .orElseThrow(() -> new CommandFailure("Unit " + name + " does not exist."));
        } catch (GatewayException e) {
            if (!e.isConflict()) {
                throw e;
            }
            throw new CommandFailure("Unit " + name + " does not appear to be running.", e);
        }
    }

    /** Until the log ends, or nobody reads any more. */
    private void copy(StreamedResponse log) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = log.body().read(buffer); n >= 0; n = log.body().read(buffer)) {
            session.out().write(buffer, 0, n);
            if (session.out().checkError()) {
                return;
            }
        }
    }
}
