package dev.flotilla.agent.runtime.process.definition;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service's processes are given.
 *
 * @param user name or number
 * @param group name or number
 * @param umask in octal digits
 * @param niceness -20 to 19
 * @param limits prlimit(1)'s name of a resource and soft:hard
 * @param syslogIdentifier what log lines are marked with instead of the program's name
 */
public record ExecContext(
        Optional<String> user,
        Optional<String> group,
        Optional<String> umask,
        Optional<Integer> niceness,
        Map<String, String> limits,
        boolean noNewPrivileges,
        WorkingDirectory directory,
        Variables variables,
        Stream output,
        Stream error,
        Optional<String> syslogIdentifier) {

    public ExecContext {
        limits = Map.copyOf(limits);
    }

    /**
     * @param path absolute; empty: the root directory
     * @param home the user's home directory
     * @param mayBeMissing go on in the root directory when it is not there
     */
    public record WorkingDirectory(Optional<Path> path, boolean home, boolean mayBeMissing) {
        static final WorkingDirectory ROOT = new WorkingDirectory(Optional.empty(), false, false);
    }

    /**
     * @param files read at each start, in order
     * @param passed from the agent's own environment
     * @param removed at the end; {@code NAME} or {@code NAME=value}
     */
    public record Variables(
            Map<String, String> assigned, List<EnvironmentFile> files, List<String> passed, List<String> removed) {
        public Variables {
            assigned = Map.copyOf(assigned);
            files = List.copyOf(files);
            passed = List.copyOf(passed);
            removed = List.copyOf(removed);
        }
    }

    /** Where a process's output goes. */
    public sealed interface Stream {
        /** To the unit's log. */
        record Journal() implements Stream {}

        /** Nowhere. */
        record Null() implements Stream {}

        /** To a file. */
        record File(Path path, boolean truncate) implements Stream {}

        /** Where standard output goes (for standard error). */
        record Inherit() implements Stream {}
    }
}
