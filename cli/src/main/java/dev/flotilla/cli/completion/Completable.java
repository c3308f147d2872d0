package dev.flotilla.cli.completion;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What can be completed of a command.
 *
 * @param name the command; empty for the whole
 * @param summary in a sentence
 * @param options long and short, with their dashes
 * @param withValue those of them that take a value in any case
 * @param arguments what its arguments are
 */
record Completable(String name, String summary, List<String> options, List<String> withValue, Arguments arguments) {

    /** What an argument of a command can be. */
    enum Arguments {
        /** Nothing that could be known. */
        NONE,
        /** Names of units in the cluster. */
        UNITS,
        /** Local unit files, and names of units. */
        FILES_AND_UNITS,
        FILES,
        /** Ids of machines. */
        MACHINES,
        /** Ids of machines, and names of units. */
        MACHINES_AND_UNITS,
        COMMANDS,
        SHELLS
    }

    private static final Map<String, Arguments> KINDS = Map.ofEntries(
            Map.entry("submit", Arguments.FILES),
            Map.entry("verify", Arguments.FILES),
            Map.entry("load", Arguments.FILES_AND_UNITS),
            Map.entry("start", Arguments.FILES_AND_UNITS),
            Map.entry("stop", Arguments.UNITS),
            Map.entry("unload", Arguments.UNITS),
            Map.entry("restart", Arguments.UNITS),
            Map.entry("destroy", Arguments.UNITS),
            Map.entry("cat", Arguments.UNITS),
            Map.entry("status", Arguments.UNITS),
            Map.entry("journal", Arguments.UNITS),
            Map.entry("explain", Arguments.UNITS),
            Map.entry("ssh", Arguments.MACHINES_AND_UNITS),
            Map.entry("machine-metadata", Arguments.MACHINES),
            Map.entry("cloud-config", Arguments.FILES),
            Map.entry("help", Arguments.COMMANDS),
            Map.entry("completion", Arguments.SHELLS));

    Completable {
        options = List.copyOf(options);
        withValue = List.copyOf(withValue);
    }

    /** The whole first, with the global options, then each command with its own alone. */
    static List<Completable> of(CommandSpec root) {
        var commands = root.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(spec -> of(spec.name(), spec))
                .toList();
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(of("", root)), commands.stream())
                .toList();
    }

    private static Completable of(String name, CommandSpec spec) {
        List<OptionSpec> own = spec.options().stream()
                .filter(option -> !option.hidden() && !option.inherited())
                .toList();
        return new Completable(
                name,
                name.isEmpty() ? "" : spec.usageMessage().header()[0],
                names(own),
                names(own.stream().filter(option -> option.arity().min() > 0).toList()),
                KINDS.getOrDefault(name, Arguments.NONE));
    }

    private static List<String> names(List<OptionSpec> options) {
        return options.stream()
                .flatMap(option -> java.util.Arrays.stream(option.names()))
                .toList();
    }
}
