package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.host.Spawn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Output of which some may go to what is no file. Who opens a pipe that nobody reads, or a line that nobody has dialled in
 * to, waits; and posix_spawn returns only when the program has begun. So a shell that has begun opens these, and becomes
 * the command: it is the unit that waits, as with systemd, and not everything.
 *
 * @param log where the output goes until then, so that a shell that cannot open them is heard
 */
record LateOutput(Spawn.Output output, Spawn.Output error, Spawn.Output log) {
    /** The agent's own, which are open: a shell's own are others. */
    private static final Set<Path> INHERITED = Set.of(Path.of("/dev/stdout"), Path.of("/dev/stderr"));

    /** The words before the command; none when there are only files. */
    List<String> wrapper() {
        if (!isLate(output) && !isLate(error)) {
            return List.of();
        }
        return List.of(
                "sh",
                "-c",
                "exec" + redirections() + " && shift 2 && exec \"$@\"",
                "sh",
                output.file().toString(),
                error.file().toString());
    }

    private String redirections() {
        String first = isLate(output) ? " " + operator(output) + "\"$1\"" : "";
        if (!isLate(error)) {
            return first;
        }
        return first + (error.equals(output) ? " 2>&1" : " 2" + operator(error) + "\"$2\"");
    }

    private static String operator(Spawn.Output output) {
        return output.truncate() ? ">" : ">>";
    }

    Spawn.Output outputAtFirst() {
        return isLate(output) ? log : output;
    }

    Spawn.Output errorAtFirst() {
        return isLate(error) ? log : error;
    }

    private static boolean isLate(Spawn.Output output) {
        Path file = output.file();
        boolean harmless =
                file.equals(Spawn.Output.NULL.file()) || INHERITED.contains(file) || Files.isRegularFile(file);
        return !harmless && Files.exists(file) && !Files.isDirectory(file);
    }
}
