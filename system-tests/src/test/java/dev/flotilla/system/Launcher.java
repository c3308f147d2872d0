package dev.flotilla.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls {@code ./flotilla} as a person would, and keeps what it said. */
public final class Launcher {
    public static final Path ROOT =
            Path.of(System.getProperty("flotilla.root", "..")).toAbsolutePath().normalize();

    private final Map<String, String> environment;

    public Launcher(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** What a command said and how it ended. */
    public record Result(int exit, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }

        public Result succeeded() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "\n" + out + err);
            }
            return this;
        }
    }

    public Result run(Duration limit, String... arguments) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("flotilla", ".out");
            err = Files.createTempFile("flotilla", ".err");
            Process process = start(
                    ProcessBuilder.Redirect.to(out.toFile()), ProcessBuilder.Redirect.to(err.toFile()), arguments);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("./flotilla " + String.join(" ", arguments) + " did not end within " + limit
                        + "\n" + Files.readString(out) + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    /** For commands that go on, such as {@code journal -f}. */
    public Process start(ProcessBuilder.Redirect out, ProcessBuilder.Redirect err, String... arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(ROOT.resolve("flotilla").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(out)
                .redirectError(err);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
