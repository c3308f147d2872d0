package dev.flotilla.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code help}. */
@Command(
        name = "help",
        customSynopsis = "flotilla help [COMMAND]",
        description = "Shows all commands and the global options, or the help of one command.")
final class HelpCommand implements Callable<Integer> {
    private final Cli cli;

    @Parameters(paramLabel = "COMMAND", arity = "0..1")
    private List<String> commands = List.of();

    HelpCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        return commands.isEmpty() ? cli.help() : cli.help(commands.getFirst());
    }
}
