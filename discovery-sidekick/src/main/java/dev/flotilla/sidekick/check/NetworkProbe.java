package dev.flotilla.sidekick.check;

import dev.flotilla.model.discovery.CheckKind;
import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.docker.ContainerEngine;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The checks as they are: over the network, by a command, by the container engine. */
public final class NetworkProbe implements Probe {
    private final ContainerEngine engine;

    public NetworkProbe(ContainerEngine engine) {
        this.engine = engine;
    }

    @Override
    public Optional<String> failure(CheckKind kind, Target target, Duration timeout) {
        try {
            return switch (kind) {
                case CheckKind.None _ -> Optional.empty();
                case CheckKind.Tcp _ -> within(timeout, "the connection", () -> tcp(target));
                case CheckKind.Http(String path) -> within(timeout, "GET " + path, () -> http(target, path));
                case CheckKind.Command(String command) -> command(target, command, timeout);
                case CheckKind.Docker _ -> within(timeout, "the container engine", () -> docker(target));
            };
        } catch (IOException e) {
            return Optional.of(words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** What blocks and may do so for longer than it is given. */
    @FunctionalInterface
    private interface Look {
        Optional<String> failure() throws IOException;
    }

    /**
     * Timeouts of sockets hold for each step: for the connection, and for each byte of an answer that trickles. So there is
     * one over all instead, and what takes longer is let go of: a virtual thread's interrupt closes its socket.
     */
    private static Optional<String> within(Duration timeout, String what, Look look) throws InterruptedException {
        CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name("flotilla-check").start(() -> {
            try {
                outcome.complete(look.failure());
            } catch (IOException | RuntimeException e) {
                outcome.complete(Optional.of(words(e)));
            }
        });
        try {
            return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(what + " takes longer than " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check completes with words", e);
        } finally {
            thread.interrupt();
        }
    }

    private static String words(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static Optional<String> tcp(Target target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()));
            return Optional.empty();
        }
    }

    private static Optional<String> http(Target target, String path) throws IOException {
        String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
        var connection = (HttpURLConnection) URI.create("http://" + host + ":" + target.port() + path)
                .toURL()
                .openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("User-Agent", "flotilla-sidekick");
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            return status >= 200 && status < 400 ? Optional.empty() : Optional.of("GET " + path + " gives " + status);
        } finally {
            connection.disconnect();
        }
    }

    /** The command knows what it checks from HOST and PORT. */
    private static Optional<String> command(Target target, String command, Duration timeout)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOST", target.host());
        builder.environment().put("PORT", Integer.toString(target.port()));
        Process process = builder.start();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return Optional.of("the command takes longer than " + timeout.toMillis() + " ms");
        }
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of("the command ends with " + process.exitValue());
    }

    private Optional<String> docker(Target target) throws IOException {
        String name = target.container().orElse("");
        Optional<Container> container = engine.inspect(name);
        if (container.isEmpty()) {
            return Optional.of("there is no container " + name);
        }
        if (!container.get().running()) {
            return Optional.of("the container " + name + " does not run");
        }
        return container
                .get()
                .health()
                .filter(health -> !health.equals("healthy"))
                .map(health -> "the container " + name + " is " + health);
    }
}
