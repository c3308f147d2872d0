package dev.flotilla.cli.cluster;

import dev.flotilla.cli.gateway.MachineLegend;
import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.output.Listing;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.unit.NamedUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
        name = "explain",
        customSynopsis = "flotilla explain [-o text|json] UNIT...",
        description = {
            "Says why a unit is where it is, or why it is on no machine and what each machine lacks;",
            "of a global unit, why each machine runs it or not. Says what its machine reports when it does not run."
        },
        footer = {"%nExamples:", "  flotilla explain apache@4", "  flotilla explain 'apache@*'"})
public final class ExplainCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default) or json.")
    private Format format = Format.text;

    /** As the user writes it. */
    enum Format {
        text,
        json
    }

    @Parameters(paramLabel = "UNIT", arity = "0..*")
    private List<String> units = List.of();

    public ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (units.isEmpty()) {
            throw new CommandFailure("No units given", Exit.USAGE);
        }
        ExplanationText text = new ExplanationText(new MachineLegend(session.gateway()));
        List<Json> explanations = new ArrayList<>();
        NamedUnits named = NamedUnits.find(session, units);
        boolean complete = named.complete();
        for (String name : named.names()) {
            Optional<Json> explanation = session.gateway().explain(name);
            if (explanation.isEmpty()) {
                session.err().println("Unit " + name + " does not exist.");
                complete = false;
            }
            explanation.ifPresent(explanations::add);
        }
        if (format == Format.json) {
            Listing.printJson(session, explanations);
        } else {
            session.out()
                    .print(String.join("\n", explanations.stream().map(text::of).toList()));
        }
        return complete ? Exit.OK : Exit.FAILED;
    }
}
