package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;
import static dev.flotilla.system.fleet.Docker.docker;

import dev.flotilla.system.fleet.Command.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One container with a name and an address that stay the same while it dies and comes back. */
public class Container {
    static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final String address;

    Container(String name, String address) {
        this.name = name;
        this.address = address;
    }

    /** Creates it and starts it. */
    static void create(
            Network network,
            String name,
            String hostname,
            String address,
            List<String> options,
            List<String> imageAndCommand) {
        var line = new ArrayList<>(List.of(
                "run",
                "-d",
                // Each look is half a dozen processes, and nobody here asks the engine for what it saw.
                "--no-healthcheck",
                "--label",
                Ownership.label(),
                "--name",
                name,
                "--hostname",
                hostname,
                "--network",
                network.name(),
                "--ip",
                address));
        line.addAll(options);
        line.addAll(imageAndCommand);
        attempt(line).succeeded();
    }

    static List<String> environment(Map<String, String> variables) {
        return variables.entrySet().stream()
                .flatMap(entry -> Stream.of("-e", entry.getKey() + "=" + entry.getValue()))
                .toList();
    }

    /**
     * What listens there answers {@code /q/health/ready} with 200. Asked over the network: to ask from within is to start half a
     * dozen processes, and who does that over and over slows down what it waits for.
     */
    final boolean isReady(int httpPort) {
        var uri = URI.create("http://" + address + ":" + httpPort + "/q/health/ready");
        try {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5));
            return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** docker's name of it. */
    public final String name() {
        return name;
    }

    /** Its IPv4 address. */
    public final String address() {
        return address;
    }

    /** The plug is pulled: SIGKILL for every process in it. Nothing happens when it is down. */
    public void kill() {
        attempt("kill", name);
    }

    /** Starts it again after a kill or a stop; its files are as they were. Nothing happens when it runs. */
    public void start() {
        docker("start", name);
    }

    /** Stops it in good order (SIGTERM; for a machine a shutdown), after 30 s with SIGKILL. */
    public void stop() {
        docker("stop", "-t", "30", name);
    }

    /** Stops it in good order and removes it for good. */
    public void remove() {
        attempt("stop", "-t", "30", name);
        attempt("rm", "-f", "-v", name);
    }

    /** The main processes of several in the very same moment, by one signal; their connections stay. Docker's own pausing takes seconds. */
    public static void freeze(List<Container> containers) {
        signal("STOP", containers);
    }

    /** Those that are not frozen are left as they are. */
    public static void thaw(List<Container> containers) {
        signal("CONT", containers);
    }

    private static void signal(String signal, List<Container> containers) {
        var line = new ArrayList<>(List.of("run", "--rm", "--label", Ownership.label(), "--pid=host", "--user=0"));
        line.addAll(List.of(
                "--security-opt=apparmor=unconfined",
                "--network=none",
                "--entrypoint=/bin/sh",
                Images.of("agent"),
                "-c"));
        line.addAll(List.of("kill -" + signal + " \"$@\"", "kill"));
        List<String> running = mainProcesses(containers);
        if (!running.isEmpty()) {
            line.addAll(running);
            attempt(line).succeeded();
        }
    }

    /** As the host of the containers counts processes. */
    private static List<String> mainProcesses(List<Container> containers) {
        var line = new ArrayList<>(List.of("inspect", "-f", "{{.State.Pid}}"));
        containers.forEach(container -> line.add(container.name()));
        return attempt(line).lines().stream()
                .filter(pid -> pid.matches("[1-9]\\d*"))
                .toList();
    }

    /** Not when it was never created, either. */
    public boolean isRunning() {
        return attempt("inspect", "-f", "{{.State.Running}}", name)
                .out()
                .strip()
                .equals("true");
    }

    /** The last lines of what it wrote to its standard output and error. */
    public String log(int lines) {
        Result log = attempt("logs", "--tail", Integer.toString(lines), name);
        return log.out() + log.err();
    }

    /** Runs a program in it. */
    public Result exec(String... command) {
        return attempt(
                Stream.concat(Stream.of("exec", name), Stream.of(command)).toList());
    }

    /** The same with a limit of its own. */
    public Result exec(Duration limit, String... command) {
        return attempt(
                limit,
                Stream.concat(Stream.of("exec", name), Stream.of(command)).toArray(String[]::new));
    }

    /** Copies a folder of ours into it; what is in memory there ({@code /run}, {@code /tmp}) cannot be reached so. */
    public void copy(Path from, String to) {
        docker("cp", from.toString(), name + ":" + to);
    }

    /** Runs a line of shell in it. */
    public Result shell(String line) {
        return exec("/bin/sh", "-c", line);
    }

    @Override
    public String toString() {
        return name;
    }
}
