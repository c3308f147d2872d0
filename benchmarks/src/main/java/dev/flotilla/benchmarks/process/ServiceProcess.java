package dev.flotilla.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One service as a process of its own, with its log in a file. Ends with this JVM. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final String name;
    private final List<String> command;
    private final Path log;
    private final URI health;
    private Process process;

    private ServiceProcess(String name, List<String> command, Path log, URI health) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.health = health;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    /**
     * @param home where its log goes, as {@code <name>.log}
     * @param health answers 200 when it is ready
     */
    public static ServiceProcess start(String name, List<String> command, Path home, URI health) {
        return new ServiceProcess(name, command, home.resolve(name + ".log"), health);
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
    }

    public String name() {
        return name;
    }

    public String pid() {
        return Long.toString(process.pid());
    }

    /** Where its metrics and health are. */
    public URI http(String path) {
        return health.resolve(path);
    }

    /** Starts it again after {@link #terminate} or {@link #kill}. */
    public void startAgain() {
        process = launch();
    }

    public void awaitReady(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended while starting: " + tail());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " is not ready after " + patience + ": " + tail());
            }
            Thread.sleep(20);
        }
    }

    private boolean answers() {
        try {
            var connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e.getMessage();
        }
    }

    /** Asks it to end, and waits until it has. */
    public void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** The plug is pulled. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            terminate();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
