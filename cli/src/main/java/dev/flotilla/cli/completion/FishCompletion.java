package dev.flotilla.cli.completion;

import java.util.List;

/** A script for fish 3 and newer. */
final class FishCompletion {
    private static final String HEAD = """
            # fish completion for flotilla

            function __flotilla_units
                flotilla --request-timeout 1 list-unit-files --no-legend --fields=unit 2>/dev/null
            end

            function __flotilla_machines
                flotilla --request-timeout 1 list-machines --no-legend --full --fields=machine 2>/dev/null
            end

            """;

    private FishCompletion() {}

    static String script(List<Completable> commands) {
        StringBuilder script = new StringBuilder(HEAD);
        Completable root = commands.getFirst();
        options(root, "", script);
        for (Completable command : commands.subList(1, commands.size())) {
            script.append("complete -c flotilla -n __fish_use_subcommand -f -a ")
                    .append(command.name())
                    .append(" -d '")
                    .append(command.summary().replace("'", "\\'"))
                    .append("'\n");
        }
        for (Completable command : commands.subList(1, commands.size())) {
            String condition = " -n '__fish_seen_subcommand_from " + command.name() + "'";
            options(command, condition, script);
            String values = values(command.arguments(), commands);
            if (!values.isEmpty()) {
                script.append("complete -c flotilla").append(condition);
                script.append(command.arguments() == Completable.Arguments.FILES_AND_UNITS ? "" : " -f");
                script.append(" -a '").append(values).append("'\n");
            }
        }
        return script.toString();
    }

    private static void options(Completable command, String condition, StringBuilder script) {
        for (String option : command.options()) {
            script.append("complete -c flotilla").append(condition);
            script.append(option.startsWith("--") ? " -l " + option.substring(2) : " -s " + option.substring(1));
            script.append(command.withValue().contains(option) ? " -r" : "").append('\n');
        }
    }

    private static String values(Completable.Arguments kind, List<Completable> commands) {
        return switch (kind) {
            case NONE, FILES -> "";
            case UNITS, FILES_AND_UNITS -> "(__flotilla_units)";
            case MACHINES -> "set remove (__flotilla_machines)";
            case MACHINES_AND_UNITS -> "(__flotilla_machines) (__flotilla_units)";
            case COMMANDS ->
                String.join(
                        " ", commands.stream().skip(1).map(Completable::name).toList());
            case SHELLS -> "bash zsh fish";
        };
    }
}
