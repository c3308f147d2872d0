package dev.flotilla.system.fleet;

import dev.flotilla.system.fleet.Command.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The docker command line. */
final class Docker {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Docker() {}

    /** Runs {@code docker ARGUMENTS}; an error if it fails. Returns what it said, stripped. */
    static String docker(String... arguments) {
        return attempt(arguments).succeeded().out().strip();
    }

    /** The same, for calls that may fail. */
    static Result attempt(String... arguments) {
        return attempt(LIMIT, arguments);
    }

    static Result attempt(Duration limit, String... arguments) {
        return Command.run(
                limit,
                Map.of(),
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList());
    }

    static Result attempt(List<String> arguments) {
        return attempt(arguments.toArray(String[]::new));
    }
}
