package dev.flotilla.cli.unit;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code verify}. fleetctl's checked a signature until signatures were given up; what users expect of the name is a check
 * of the file.
 */
@Command(
        name = "verify",
        customSynopsis = "flotilla verify FILE...",
        description = {
            "Checks local unit files as the cluster would: name, syntax, the options of [X-Fleet] and [X-Flotilla].",
            "Needs no cluster and changes nothing. Each fault is named with its line."
        },
        footer = {"%nExample:", "  flotilla verify web/*.service"})
public final class VerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "0..*")
    private List<String> files = List.of();

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (files.isEmpty()) {
            throw new CommandFailure("One unit file must be provided.");
        }
        UnitSource source = new UnitSource(session);
        boolean valid = true;
        for (String file : source.expand(files, true)) {
            try {
                UnitName name = UnitNames.of(file);
                LocalUnit unit =
                        source.local(file, name).orElseThrow(() -> new CommandFailure(file + ": no such file"));
                session.out()
                        .println(unit.shown() + ": ok, " + unit.file().hash().shortForm());
            } catch (CommandFailure e) {
                session.err().println(e.getMessage());
                valid = false;
            }
        }
        return valid ? Exit.OK : Exit.FAILED;
    }
}
