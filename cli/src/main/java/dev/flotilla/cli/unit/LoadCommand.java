package dev.flotilla.cli.unit;

import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code load}. */
@Command(
        name = "load",
        customSynopsis = "flotilla load [--no-block|--block-attempts=N] [--replace] UNIT...",
        description = {
            "Gives units a machine and loads them there, without starting them; submits those that are new.",
            "Waits until they are loaded. UNIT is a local file, a glob, or a name in the cluster."
        },
        footer = {"%nExamples:", "  flotilla load apache@1", "  flotilla load --no-block web/*.service"})
public final class LoadCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final Blocking blocking = new Blocking();

    @Option(
            names = "--replace",
            arity = "0..1",
            fallbackValue = "true",
            description = "Give units that are not started the local content.")
    private boolean replace;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public LoadCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Activation.load(session).run(units, replace, blocking);
    }
}
