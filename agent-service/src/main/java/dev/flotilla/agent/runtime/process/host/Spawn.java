package dev.flotilla.agent.runtime.process.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A process to start: in a session of its own, with nothing on its standard input and no other open files.
 *
 * @param program absolute
 * @param arguments the first is its own name
 * @param environment all it gets
 * @param directory to start in
 * @param output where standard output goes, appended
 * @param error where standard error goes, appended; may be the same
 */
public record Spawn(
        Path program,
        List<String> arguments,
        Map<String, String> environment,
        Path directory,
        Output output,
        Output error) {

    /**
     * @param truncate begin anew instead of appending
     */
    public record Output(Path file, boolean truncate) {
        public static final Output NULL = new Output(Path.of("/dev/null"), false);
    }

    public Spawn {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(error, "error");
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a process has at least its own name as an argument");
        }
    }
}
