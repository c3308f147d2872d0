package dev.flotilla.cli.service;

import dev.flotilla.cli.session.CommandFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code announce}: the launcher's own, a shell without a JVM, since one of them runs beside every instance. Here are only
 * the words of the help, and for whoever started the client without its launcher.
 */
@Command(
        name = "announce",
        customSynopsis = "flotilla announce --service NAME --instance NAME --port PORT [OPTION...]",
        description =
                "Announces where a service can be reached, until it is stopped: for a unit that is bound to the one "
                        + "it announces. flotilla announce --help tells more.",
        footer = {
            "%nExample, in a unit with BindsTo=apache@%%i.service:",
            "  ExecStart=/opt/flotilla/flotilla announce --service website --instance apache@%%i --port 80 --ttl 60",
        })
public final class AnnounceCommand implements Callable<Integer> {
    @Unmatched
    private List<String> words = List.of();

    @Override
    public Integer call() {
        throw new CommandFailure("announce" + (words.isEmpty() ? "" : " " + String.join(" ", words))
                + ": this is done by the launcher, without a JVM: call the flotilla script");
    }
}
