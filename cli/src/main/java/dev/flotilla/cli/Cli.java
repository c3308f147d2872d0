package dev.flotilla.cli;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.EnvironmentDefaults;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.GlobalOptions;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.session.Surroundings;
import dev.flotilla.model.error.FlotillaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs one command line. */
public final class Cli {
    private final Surroundings surroundings;

    /** What stands before the command. */
    @Command(name = "flotilla")
    private static final class Root {
        @Mixin
        private final GlobalOptions options = new GlobalOptions();
    }

    public Cli(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
    }

    /** The exit status; everything there is to say has been printed. */
    public int run(List<String> arguments) {
        if (arguments.isEmpty() || List.of("-h", "--help").contains(arguments.getFirst())) {
            return help();
        }
        Root root = new Root();
        CommandLine line = new CommandLine(root);
        try (Session session = new Session(surroundings, root.options)) {
            Optional<String> word = commandWord(line, arguments);
            Optional<CommandTable> command = word.flatMap(CommandTable::of);
            if (word.isPresent() && command.isEmpty()) {
                return unknown(word.get());
            }
            command.ifPresent(known -> add(line, known, session));
            return run(line, root, arguments, session);
        }
    }

    private int run(CommandLine line, Root root, List<String> arguments, Session session) {
        try {
            line.setDefaultValueProvider(new EnvironmentDefaults(surroundings.environment()));
            ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
            if (root.options.version()) {
                return new VersionCommand(session).call();
            }
            ParseResult command = parsed.subcommand();
            if (command == null) {
                return help();
            }
            if (root.options.help() || command.isUsageHelpRequested()) {
                return help(command.commandSpec().name());
            }
            Callable<?> callable = (Callable<?>) command.commandSpec().userObject();
            return (Integer) Objects.requireNonNull(callable.call());
        } catch (ParameterException e) {
            return misused(e);
        } catch (CommandFailure e) {
            surroundings.err().println(e.getMessage());
            return e.exitStatus();
        } catch (GatewayException | FlotillaException e) {
            surroundings.err().println(e.getMessage());
            return Exit.FAILED;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("commands throw no checked exceptions", e);
        }
    }

    private CommandLine add(CommandLine root, CommandTable command, Session session) {
        CommandLine sub = new CommandLine(command.create(session, this));
        root.addSubcommand(command.word(), sub);
        // What follows the machine is the remote command's.
        sub.setStopAtPositional(command == CommandTable.SSH);
        CommandUsage.apply(sub, command.summary());
        return sub;
    }

    /** The first argument that is neither a global option nor the value of one. */
    private static Optional<String> commandWord(CommandLine line, List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                return Optional.of(argument);
            }
            OptionSpec option = line.getCommandSpec().findOption(argument);
            if (option != null && option.arity().min() > 0) {
                i++;
            }
        }
        return Optional.empty();
    }

    int help() {
        surroundings.out().print(RootHelp.text(surroundings.environment()));
        return Exit.OK;
    }

    int help(String word) {
        Optional<CommandTable> command = CommandTable.of(word);
        if (command.isEmpty()) {
            surroundings.err().println("Unrecognized command: " + word);
            return Exit.FAILED;
        }
        Root root = new Root();
        CommandLine line = new CommandLine(root);
        add(line, command.get(), new Session(surroundings, root.options)).usage(surroundings.out());
        return Exit.OK;
    }

    /** The whole command with all its options, for completion scripts. */
    CommandSpec describeAll() {
        Root root = new Root();
        CommandLine line = new CommandLine(root);
        Session session = new Session(surroundings, root.options);
        for (CommandTable command : CommandTable.values()) {
            add(line, command, session);
        }
        return line.getCommandSpec();
    }

    private int unknown(String word) {
        surroundings.err().println("flotilla: unknown subcommand: \"" + word + "\"");
        List<String> near = new ArrayList<>();
        for (CommandTable command : CommandTable.values()) {
            if (command.word().startsWith(word) || command.word().endsWith("-" + word)) {
                near.add(command.word());
            }
        }
        if (!near.isEmpty()) {
            surroundings.err().println("Did you mean " + String.join(", ", near) + "?");
        }
        surroundings.err().println("Run 'flotilla help' for usage.");
        return Exit.USAGE;
    }

    private int misused(ParameterException e) {
        String name = e.getCommandLine().getCommandName();
        surroundings.err().println("flotilla: " + e.getMessage());
        surroundings.err().println("Run 'flotilla help" + (name.equals("flotilla") ? "" : " " + name) + "' for usage.");
        return Exit.USAGE;
    }
}
