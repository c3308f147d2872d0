package dev.flotilla.system.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end, with a limit, and keeps what they said. */
public final class Command {
    private Command() {}

    /**
     * What a program said and how it ended.
     *
     * @param line the command line, for messages
     * @param exit the exit status; 0 is success
     */
    public record Result(String line, int exit, String out, String err) {
        public boolean ok() {
            return exit == 0;
        }

        /** This result, or an error with all that was said when the program failed. */
        public Result succeeded() {
            if (!ok()) {
                throw new AssertionError(line + " ended with " + exit + "\n" + out + err);
            }
            return this;
        }

        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Runs {@code line} with more environment; ends it when it takes longer than {@code limit}. */
    public static Result run(Duration limit, Map<String, String> environment, List<String> line) {
        try {
            Path out = Files.createTempFile("flotilla", ".out");
            Path err = Files.createTempFile("flotilla", ".err");
            try {
                return run(limit, environment, line, out, err);
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Result run(Duration limit, Map<String, String> environment, List<String> line, Path out, Path err)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String words = String.join(" ", line);
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(
                    words + " did not end within " + limit + "\n" + Files.readString(out) + Files.readString(err));
        }
        return new Result(words, process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
