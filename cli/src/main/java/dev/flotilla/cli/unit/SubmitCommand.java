package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.DesiredState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}. */
@Command(
        name = "submit",
        customSynopsis = "flotilla submit [--replace] UNIT...",
        description = {
            "Uploads unit files without starting them. A unit that the cluster has already is left as it is;",
            "a warning says when the local file differs. UNIT is a local file, a glob over local files, or an",
            "instance whose template is a local file or in the cluster. When one file is wrong, none is sent."
        },
        footer = {"%nExamples:", "  flotilla submit apache@.service", "  flotilla submit --replace web/*.service"})
public final class SubmitCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--replace",
            arity = "0..1",
            fallbackValue = "true",
            description = "Give units that are inactive in the cluster the local content.")
    private boolean replace;

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public SubmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            session.err().println("No units given");
            return Exit.USAGE;
        }
        try {
            Submission submission = new Submission(session);
            submission.send(submission.plan(units, DesiredState.INACTIVE, replace), DesiredState.INACTIVE);
            return Exit.OK;
        } catch (GatewayException | CommandFailure e) {
            throw new CommandFailure("Error creating units: " + e.getMessage(), e);
        }
    }
}
