package dev.flotilla.sidekick.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command line for {@code /bin/sh -c}.
 *
 * @param line what the shell reads
 * @param timeout how long it may run; then it is killed with all it started
 */
public record ShellCommand(String line, Duration timeout) {
    private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);
    /** As much of the output as anybody wants to read in a log. */
    private static final int KEPT_OUTPUT = 2_000;

    public ShellCommand {
        if (line.isBlank()) {
            throw new IllegalArgumentException("a command is not empty");
        }
    }

    /**
     * Runs it to its end.
     *
     * @param environment added to this process's
     * @param input what it reads
     * @throws CommandFailedException when it ends with anything but 0, not in time, or cannot begin
     */
    public void run(Map<String, String> environment, String input) throws CommandFailedException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CommandFailedException("\"" + line + "\" cannot begin: " + e.getMessage());
        }
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.ofVirtual().name("flotilla-command-output").start(() -> output.complete(read(process.getInputStream())));
        Thread.ofVirtual().name("flotilla-command-input").start(() -> feed(process, input));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandFailedException("\"" + line + "\" did not end within " + timeout.toMillis() + " ms");
            }
        } finally {
            kill(process);
        }
        if (process.exitValue() != 0) {
            // What it left behind in the background may hold its output open.
            String words =
                    output.completeOnTimeout("", 1, TimeUnit.SECONDS).join().strip();
            throw new CommandFailedException(
                    "\"" + line + "\" ended with " + process.exitValue() + (words.isEmpty() ? "" : ": " + words));
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.trace("a command did not read all that it was given", e);
        }
    }

    private static String read(InputStream out) {
        StringBuilder kept = new StringBuilder();
        byte[] buffer = new byte[4096];
        try (out) {
            int length = out.read(buffer);
            while (length >= 0) {
                if (kept.length() < KEPT_OUTPUT) {
                    kept.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
                }
                length = out.read(buffer);
            }
        } catch (IOException e) {
            LOG.trace("a command's output ended", e);
        }
        return kept.length() > KEPT_OUTPUT ? kept.substring(0, KEPT_OUTPUT) + " ..." : kept.toString();
    }

    /** It did not do what it was to do. */
    public static final class CommandFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        CommandFailedException(String words) {
            super(words);
        }
    }
}
