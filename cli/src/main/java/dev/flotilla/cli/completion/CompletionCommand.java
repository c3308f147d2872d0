package dev.flotilla.cli.completion;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** {@code completion}. */
@Command(
        name = "completion",
        customSynopsis = "flotilla completion bash|zsh|fish",
        description = {
            "Prints a script that completes commands, options, unit files, and the names of units and machines: those",
            "are asked of the cluster, within a second."
        },
        footer = {
            "%nExamples:",
            "  source <(flotilla completion bash)",
            "  flotilla completion zsh > \"${fpath[1]}/_flotilla\"",
            "  flotilla completion fish > ~/.config/fish/completions/flotilla.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    private final Session session;
    private final Supplier<CommandSpec> description;

    @Parameters(paramLabel = "SHELL", arity = "0..*")
    private List<String> shells = List.of();

    /** @param description of the whole command */
    public CompletionCommand(Session session, Supplier<CommandSpec> description) {
        this.session = session;
        this.description = description;
    }

    @Override
    public Integer call() {
        if (shells.size() != 1) {
            throw new CommandFailure("usage: completion bash|zsh|fish", Exit.USAGE);
        }
        List<Completable> commands = Completable.of(description.get());
        session.out()
                .print(
                        switch (shells.getFirst()) {
                            case "bash" -> BashCompletion.script(commands);
                            case "zsh" -> ZshCompletion.script(commands);
                            case "fish" -> FishCompletion.script(commands);
                            default ->
                                throw new CommandFailure(
                                        "there is no completion for " + shells.getFirst() + ": bash, zsh, fish",
                                        Exit.USAGE);
                        });
        return Exit.OK;
    }
}
