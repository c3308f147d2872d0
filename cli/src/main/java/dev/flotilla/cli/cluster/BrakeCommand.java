package dev.flotilla.cli.cluster;

import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import dev.flotilla.cli.output.OutputFormat;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code brake}. */
@Command(
        name = "brake",
        customSynopsis = {"flotilla brake [-o table|json]", "flotilla brake release"},
        description = {
            "Says whether moves are held because more than half of a large cluster was lost at once, or lets them go",
            "on without waiting for the machines to come back."
        },
        footer = {"%nExamples:", "  flotilla brake", "  flotilla brake release"})
public final class BrakeCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table (default) or json.")
    private OutputFormat format = OutputFormat.table;

    @Parameters(paramLabel = "release", arity = "0..*")
    private List<String> words = List.of();

    public BrakeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean release = words.equals(List.of("release"));
        if (!words.isEmpty() && !release) {
            throw new CommandFailure("usage: brake [release]", Exit.USAGE);
        }
        Json brake =
                release ? session.gateway().releaseBrake() : session.gateway().brake();
        session.out().println(format == OutputFormat.json ? JsonText.pretty(brake) : sentence(brake));
        return Exit.OK;
    }

    private static String sentence(Json brake) {
        if (!brake.at("engaged").isTrue()) {
            return "The brake is off: units of lost machines are moved.";
        }
        return "The brake is on"
                + brake.at("since")
                        .textIfAny()
                        .map(t -> " since " + Times.shown(t))
                        .orElse("") + ": "
                + brake.at("lost").text() + " of " + brake.at("total").text()
                + " machines are lost; their units are not moved.\nflotilla brake release lets moves go on.";
    }
}
