package dev.flotilla.cli.session;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The process around a command.
 *
 * @param environment its variables
 * @param directory against which file names are resolved
 * @param out what was asked for
 * @param err everything else
 * @param pace how it waits
 */
public record Surroundings(
        Map<String, String> environment, Path directory, PrintStream out, PrintStream err, Pace pace) {
    public Surroundings {
        environment = Map.copyOf(environment);
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(pace, "pace");
    }

    /** Of this process. What is printed is UTF-8 whatever the locale: unit files are. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Pace.DEFAULT);
    }
}
