package dev.flotilla.benchmarks.systemd;

import static dev.flotilla.benchmarks.systemd.Docker.attempt;
import static dev.flotilla.benchmarks.systemd.Docker.docker;
import static dev.flotilla.benchmarks.systemd.Docker.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    static final String AGENT = "flotilla-agent.service";
    static final String SIDEKICK = "flotilla-sidekick.service";
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** Looks rarely at what the agent says, so as not to be in its way, and prints when it started and had its session. */
    private static final String RESTART = """
            systemctl restart %1$s
            started=$(date +%%s.%%6N -d "$(systemctl show --timestamp=us+utc --value -p ExecMainStartTimestamp %1$s)")
            for _ in $(seq 30); do
                sleep 3
                connected=$(journalctl -q -o short-unix --since @${started%%.*} -u %1$s |
                    grep -m 1 'session .* with replica' | cut -d ' ' -f 1)
                [ -z "$connected" ] || break
            done
            echo $started $connected
            """.formatted(AGENT);

    private final String prefix = "flotilla-bench-" + ProcessHandle.current().pid();
    private final Path files;
    private final List<String> containers = new ArrayList<>();
    private final List<String> machines;
    private final Map<String, String> ids = new HashMap<>();

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
        service("registry", "registry");
        for (String scheduler : List.of("scheduler-1", "scheduler-2")) {
            service(
                    "scheduler",
                    scheduler,
                    "-e",
                    "FLOTILLA_SCHEDULER_REGISTRY=" + registry(),
                    "-e",
                    "FLOTILLA_SCHEDULER_CANDIDATE=" + prefix + "-" + scheduler);
        }
        service("gateway", "gateway", "-e", "FLOTILLA_GATEWAY_REGISTRY=" + registry());
        for (String machine : machines) {
            boot(machine);
        }
        for (String machine : machines) {
            Wait.until(
                    "systemd of " + machine,
                    PAUSE,
                    () -> attempt(machine, "systemctl", "is-active", "multi-user.target"));
            exec(machine, "systemctl", "stop", AGENT);
            // An agent is back after a boot; a sidekick is there only where it is asked for.
            exec(machine, "systemctl", "disable", "--now", SIDEKICK);
        }
    }

    private String registry() {
        return prefix + "-registry:49152";
    }

    private void service(String image, String name, String... options) {
        List<String> command =
                new ArrayList<>(List.of("run", "-d", "--name", prefix + "-" + name, "--network", prefix));
        command.addAll(List.of(options));
        command.add(IMAGES + "/" + image);
        docker(command.toArray(String[]::new));
        containers.add(prefix + "-" + name);
    }

    private void boot(String machine) throws IOException {
        ids.put(machine, UUID.randomUUID().toString().replace("-", ""));
        Path id = Files.writeString(files.resolve(machine + "-id"), id(machine) + "\n");
        Path agent = Files.writeString(files.resolve(machine + "-env"), """
                FLOTILLA_AGENT_REGISTRY=%s
                FLOTILLA_AGENT_RUNTIME=systemd
                QUARKUS_GRPC_SERVER_HOST=0.0.0.0
                """.formatted(registry()));
        Path sidekick = Files.writeString(
                files.resolve(machine + "-sidekick-env"), "FLOTILLA_SIDEKICK_REGISTRY=" + registry() + "\n");
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
                "--volume=" + sidekick + ":/etc/flotilla/sidekick.env:ro",
                IMAGES + "/machine");
        containers.add(machine);
    }

    /** The gateway's HTTP API. */
    FleetApi api() {
        String address = docker(
                "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", prefix + "-gateway");
        return new FleetApi("http://" + address + ":49153");
    }

    List<String> names() {
        return machines;
    }

    /** The machine's id in the cluster. */
    String id(String machine) {
        return Objects.requireNonNull(ids.get(machine));
    }

    void startAgents(FleetApi api) {
        machines.forEach(machine -> exec(machine, "systemctl", "start", AGENT));
        Wait.until("the machines", PAUSE, () -> api.machines() == machines.size());
    }

    void stopAgents() {
        machines.forEach(machine -> exec(machine, "systemctl", "stop", AGENT));
    }

    /** Boots a machine that is off, and waits until its agent knows what it is to run. */
    void startMachine(String machine, FleetApi api) {
        Docker.start(machine);
        Wait.until(
                machine + " again",
                PAUSE,
                () -> attempt(machine, "/opt/flotilla/healthy", "49163", "/q/health/ready")
                        && api.machines() == machines.size());
    }

    /** Starts a scheduler that was killed, and waits until it could lead. */
    void startScheduler(String scheduler) {
        Docker.start(scheduler);
        awaitScheduler(scheduler);
    }

    /** Waits until both could lead. */
    void awaitSchedulers() {
        containers.stream().filter(name -> name.contains("-scheduler-")).forEach(Machines::awaitScheduler);
    }

    private static void awaitScheduler(String scheduler) {
        Wait.until(scheduler, PAUSE, () -> attempt(scheduler, "/opt/flotilla/healthy", "49155", "/q/health/ready"));
    }

    /** Seconds from the start of the agent's process until it has a session. */
    double restartAgent(String machine) {
        String[] at = exec(machine, "bash", "-c", RESTART).split(" ");
        if (at.length != 2) {
            throw new IllegalStateException("the agent of " + machine + " has no session");
        }
        return Double.parseDouble(at[1]) - Double.parseDouble(at[0]);
    }

    void startSidekick(String machine) {
        exec(machine, "systemctl", "start", SIDEKICK);
        Wait.until(
                "the sidekick of " + machine,
                PAUSE,
                () -> attempt(machine, "/opt/flotilla/healthy", "49164", "/q/health/ready"));
    }

    void stopSidekick(String machine) {
        exec(machine, "systemctl", "stop", SIDEKICK);
    }

    /** Runs a script on every machine at the same time. */
    List<String> everywhere(String script) {
        return together(machines.stream()
                .<Callable<String>>map(machine -> () -> exec(machine, "bash", "-c", script))
                .toList());
    }

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
