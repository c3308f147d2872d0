package dev.flotilla.cli.unit;

import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code start}. */
@Command(
        name = "start",
        customSynopsis = "flotilla start [--no-block|--block-attempts=N] [--replace] UNIT...",
        description = {
            "Starts units on machines of the scheduler's choice; submits those that are new. Waits until they are",
            "launched and says why when one finds no machine. A unit that has failed or ended is started again.",
            "UNIT is a local file, a glob, or a name in the cluster. The content of an instance is that of the",
            "local file of its name, else of the local template beside it, else of the template in the cluster."
        },
        footer = {
            "%nExamples:",
            "  flotilla start myapp.service",
            "  flotilla start apache@1 apache@2",
            "  flotilla start --replace web/*.service",
            "  flotilla start --no-block monitor.service"
        })
public final class StartCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final Blocking blocking = new Blocking();

    @Option(
            names = "--replace",
            arity = "0..1",
            fallbackValue = "true",
            description = "Give units the local content, also running ones; those are restarted with it.")
    private boolean replace;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public StartCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Activation.start(session).run(units, replace, blocking);
    }
}
