package dev.flotilla.benchmarks.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Machines that are real systemd hosts in containers, and a control plane beside them, in a network of their own. */
final class Machines implements AutoCloseable {
    private static final String IMAGES = "flotilla-bench";
    private static final String AGENT = "flotilla-agent.service";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String prefix = "flotilla-bench-" + ProcessHandle.current().pid();
    private final Path files;
    private final List<String> containers = new ArrayList<>();
    private final List<String> machines;

    private Machines(int count) throws IOException {
        files = Files.createTempDirectory("flotilla-bench");
        machines =
                IntStream.rangeClosed(1, count).mapToObj(i -> prefix + "-m" + i).toList();
    }

    /** Builds the images when they are not there, and starts everything; agents are not started yet. */
    static Machines up(Path root, int count) throws IOException {
        Shell.run(List.of(root.resolve("flotilla").toString(), "images", "--prefix", IMAGES));
        Machines up = new Machines(count);
        try {
            up.start();
            return up;
        } catch (RuntimeException | IOException e) {
            up.close();
            throw e;
        }
    }

    private void start() throws IOException {
        docker("network", "create", prefix);
        service("registry");
        service("scheduler", "-e", "FLOTILLA_SCHEDULER_REGISTRY=" + prefix + "-registry:49152");
        service("gateway", "-e", "FLOTILLA_GATEWAY_REGISTRY=" + prefix + "-registry:49152");
        for (String machine : machines) {
            boot(machine);
        }
        for (String machine : machines) {
            await("systemd of " + machine, () -> attempt(machine, "systemctl", "is-active", "multi-user.target"));
            exec(machine, "systemctl", "stop", AGENT);
        }
    }

    private void service(String name, String... options) {
        List<String> command =
                new ArrayList<>(List.of("run", "-d", "--name", prefix + "-" + name, "--network", prefix));
        command.addAll(List.of(options));
        command.add(IMAGES + "/" + name);
        docker(command.toArray(String[]::new));
        containers.add(prefix + "-" + name);
    }

    private void boot(String machine) throws IOException {
        Path id = Files.writeString(
                files.resolve(machine + "-id"), UUID.randomUUID().toString().replace("-", "") + "\n");
        Path agent = Files.writeString(files.resolve(machine + "-env"), """
                FLOTILLA_AGENT_REGISTRY=%s-registry:49152
                FLOTILLA_AGENT_RUNTIME=systemd
                QUARKUS_GRPC_SERVER_HOST=0.0.0.0
                """.formatted(prefix));
        docker(
                "run",
                "-d",
                "--name",
                machine,
                "--network",
                prefix,
                "--cap-add=SYS_ADMIN",
                "--cap-add=NET_ADMIN",
                "--security-opt=seccomp=unconfined",
                "--security-opt=apparmor=unconfined",
                "--cgroupns=host",
                "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw",
                "--tmpfs=/run",
                "--tmpfs=/tmp",
                "--volume=" + id + ":/etc/machine-id:ro",
                "--volume=" + agent + ":/etc/flotilla/agent.env:ro",
                IMAGES + "/machine");
        containers.add(machine);
    }

    /** fleet's HTTP API. */
    FleetApi api() {
        String address = docker(
                "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", prefix + "-gateway");
        return new FleetApi("http://" + address + ":49153/fleet/v1");
    }

    List<String> names() {
        return machines;
    }

    void startAgents(FleetApi api) {
        machines.forEach(machine -> exec(machine, "systemctl", "start", AGENT));
        await("the machines", () -> api.machines() == machines.size());
    }

    void stopAgents() {
        machines.forEach(machine -> exec(machine, "systemctl", "stop", AGENT));
    }

    String exec(String machine, String... command) {
        return docker(Stream.concat(Stream.of("exec", machine), Arrays.stream(command))
                .toArray(String[]::new));
    }

    private static boolean attempt(String machine, String... command) {
        try {
            docker(Stream.concat(Stream.of("exec", machine), Arrays.stream(command))
                    .toArray(String[]::new));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Runs a script on every machine at the same time. */
    List<String> everywhere(String script) {
        return together(machines.stream()
                .<Callable<String>>map(machine -> () -> exec(machine, "bash", "-c", script))
                .toList());
    }

    /** Of an agent. */
    AgentUsage usage(String machine) {
        String pid = exec(machine, "systemctl", "show", "--value", "-p", "MainPID", AGENT);
        String[] stat = exec(machine, "cat", "/proc/" + pid + "/stat")
                .replaceAll(".*\\) ", "")
                .split(" ");
        String memory = exec(machine, "cat", "/proc/" + pid + "/smaps_rollup");
        // Fields 14 and 15 of proc(5), of which two are cut off, in hundredths of a second.
        return new AgentUsage(
                (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / 100.0,
                mebibytes(memory, "Rss:"),
                mebibytes(memory, "Pss:"));
    }

    private static long mebibytes(String rollup, String field) {
        return rollup.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    record AgentUsage(double cpuSeconds, long rss, long pss) {}

    private static <T> List<T> together(List<Callable<T>> work) {
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
                Thread.sleep(200);
            } catch (UncheckedIOException e) {
                // not there yet
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + ": not there after " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    private static String docker(String... words) {
        return Shell.run(
                Stream.concat(Stream.of("docker"), Arrays.stream(words)).toList());
    }

    @Override
    public void close() throws IOException {
        for (String container : containers) {
            docker("rm", "-f", "-v", container);
        }
        docker("network", "rm", prefix);
        try (Stream<Path> left = Files.walk(files)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
