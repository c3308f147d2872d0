package dev.flotilla.system.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Machines and the control plane they belong to: three etcd members, two registries, two schedulers, two gateways, all in a
 * network of their own.
 */
public final class Fleet {
    /** Units run elsewhere so soon after their machine died: the TTL (6 s), and 2 s for everything else. */
    public static final Duration FAILOVER = Duration.ofSeconds(8);

    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final int REPLICAS = 2;
    private static final int REGISTRY_HOST = 20;
    private static final int SCHEDULER_HOST = 30;
    private static final int GATEWAY_HOST = 40;
    private static final int MACHINE_HOST = 100;
    private static final int LIGHT_HOST = 200;

    private static Fleet shared;

    private final Network network;
    private final Path files;
    private final EtcdCluster etcd;
    private final List<Service> registries = new ArrayList<>();
    private final List<Service> schedulers = new ArrayList<>();
    private final List<Service> gateways = new ArrayList<>();
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final FleetApi api;
    private final Launcher launcher;

    private Fleet(Network network) {
        this.network = network;
        files = temporaryFiles();
        etcd = EtcdCluster.start(network);
        for (int i = 1; i <= REPLICAS; i++) {
            registries.add(createRegistry(i));
            schedulers.add(createScheduler(i));
            gateways.add(createGateway(i));
        }
        api = new FleetApi(gateways.stream().map(gateway -> gateway.http("/")).toList());
        launcher = new Launcher(
                Map.of("FLOTILLA_ENDPOINT", gateways.getFirst().http("").toString()));
    }

    /** The fleet of three machines that the behaviours share; each finds it whole and empty after {@link #reset()}. */
    public static synchronized Fleet shared() {
        if (shared == null) {
            shared = start("s", 3);
        }
        return shared;
    }

    /** A fleet of its own for a behaviour that needs another number of machines; {@code tag} is short and unique. */
    public static Fleet start(String tag, int machines) {
        Ownership.sweepNowAndAtTheEnd();
        Network network = Network.create(tag);
        try {
            var fleet = new Fleet(network);
            inParallel(java.util.stream.IntStream.rangeClosed(1, machines)
                    .<Callable<Machine>>mapToObj(i -> () -> fleet.boot("m" + i))
                    .toList());
            fleet.awaitReady();
            return fleet;
        } catch (RuntimeException | Error e) {
            // Whoever tries again needs its names.
            network.removeWithContainers();
            throw e;
        }
    }

    private static Path temporaryFiles() {
        try {
            return Files.createTempDirectory("flotilla-fleet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Service createRegistry(int i) {
        String address = network.address(REGISTRY_HOST + i);
        return Service.create(
                network,
                "registry",
                "registry-" + i,
                address,
                49154,
                Map.of(
                        "FLOTILLA_REGISTRY_STORE",
                        "etcd",
                        "FLOTILLA_REGISTRY_ETCD_ENDPOINTS",
                        etcd.endpoints(),
                        "FLOTILLA_REGISTRY_ADVERTISE",
                        address + ":49152"));
    }

    private Service createScheduler(int i) {
        return Service.create(
                network,
                "scheduler",
                "scheduler-" + i,
                network.address(SCHEDULER_HOST + i),
                49155,
                Map.of(
                        "FLOTILLA_SCHEDULER_REGISTRY",
                        registryEndpoints(),
                        "FLOTILLA_SCHEDULER_CANDIDATE",
                        "scheduler-" + i));
    }

    private Service createGateway(int i) {
        return Service.create(
                network,
                "gateway",
                "gateway-" + i,
                network.address(GATEWAY_HOST + i),
                49153,
                Map.of("FLOTILLA_GATEWAY_REGISTRY", registryEndpoints()));
    }

    private String registryEndpoints() {
        return network.address(REGISTRY_HOST + 1) + ":49152," + network.address(REGISTRY_HOST + 2) + ":49152";
    }

    /** Boots one more machine, with a new machine id and the metadata of the examples; does not wait until it is ready. */
    public Machine boot(String label) {
        return boot(label, UUID.randomUUID().toString().replace("-", ""), Map.of());
    }

    /** The same with a machine id, and with more settings for its agent (FLOTILLA_AGENT_METADATA ...). */
    public Machine boot(String label, String id, Map<String, String> settings) {
        int number = Integer.parseInt(label.substring(1));
        String address = network.address(MACHINE_HOST + number);
        var agent = new HashMap<>(Map.of(
                "FLOTILLA_AGENT_REGISTRY",
                registryEndpoints(),
                "FLOTILLA_AGENT_PUBLIC_IP",
                address,
                "FLOTILLA_AGENT_METADATA",
                "disk=ssd,host=service_%02d,group=hw_webservers,zone=z%d".formatted(number, 1 + (number - 1) % 3),
                "QUARKUS_GRPC_SERVER_HOST",
                "0.0.0.0",
                "QUARKUS_HTTP_HOST",
                "0.0.0.0"));
        agent.putAll(settings);
        var mounts = Map.of(
                "/etc/machine-id:ro", write(label + "-machine-id", id + "\n"),
                "/etc/flotilla/agent.env:ro",
                        write(
                                label + "-agent.env",
                                agent.entrySet().stream()
                                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                                        .sorted()
                                        .reduce("", String::concat)),
                "/etc/flotilla/sidekick.env:ro",
                        write(
                                label + "-sidekick.env",
                                "FLOTILLA_SIDEKICK_REGISTRY=" + registryEndpoints() + "\nQUARKUS_HTTP_HOST=0.0.0.0\n"),
                "/timeline", timelines().toString());
        var machine = Machine.boot(network, label, id, address, mounts);
        synchronized (machines) {
            machines.put(label, machine);
        }
        return machine;
    }

    /**
     * A machine that is only an agent with the process runtime, for crowds: it cannot be looked into, but dies, returns
     * and leaves like the others. Stopped in good order it leaves the fleet.
     */
    public Container bootLight(String label) {
        String address = network.address(LIGHT_HOST + Integer.parseInt(label.substring(1)));
        var container = new Container(network.nameOf(label), address);
        Container.create(
                network,
                container.name(),
                label,
                address,
                Container.environment(Map.of(
                        "FLOTILLA_AGENT_REGISTRY", registryEndpoints(),
                        "FLOTILLA_AGENT_PUBLIC_IP", address,
                        "FLOTILLA_AGENT_RUNTIME", "process",
                        "FLOTILLA_AGENT_MACHINE_ID",
                                UUID.randomUUID().toString().replace("-", ""),
                        "FLOTILLA_AGENT_METADATA", "kind=light",
                        "FLOTILLA_AGENT_LEAVE_ON_STOP", "true",
                        "QUARKUS_GRPC_SERVER_HOST", "0.0.0.0")),
                List.of(Images.of("agent")));
        return container;
    }

    private String write(String name, String content) {
        try {
            return Files.writeString(files.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A unit file on the operator's disk, in a folder of its own; returns its path for the command line. */
    public String unitFile(String name, String content) {
        try {
            return Files.writeString(Files.createTempDirectory(files, "unit").resolve(name), content)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that every machine has as {@code /timeline}. */
    public Path timelines() {
        try {
            return Files.createDirectories(files.resolve("timeline"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Network network() {
        return network;
    }

    public EtcdCluster etcd() {
        return etcd;
    }

    /** Replicas count from 1. */
    public Service registry(int number) {
        return registries.get(number - 1);
    }

    public List<Service> registries() {
        return List.copyOf(registries);
    }

    public List<Service> schedulers() {
        return List.copyOf(schedulers);
    }

    public List<Service> gateways() {
        return List.copyOf(gateways);
    }

    /** m1, m2, ... */
    public Machine machine(String label) {
        synchronized (machines) {
            return machines.get(label);
        }
    }

    /** In the order of their names. */
    public List<Machine> machines() {
        synchronized (machines) {
            return machines.values().stream()
                    .sorted(java.util.Comparator.comparingInt(
                            machine -> Integer.parseInt(machine.label().substring(1))))
                    .toList();
        }
    }

    public Machine machineWithId(String id) {
        return machines().stream()
                .filter(machine -> machine.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no machine " + id));
    }

    public FleetApi api() {
        return api;
    }

    /** {@code ./flotilla WORDS}, split at blanks, against this fleet's first gateway. */
    public Launcher.Result flotilla(String words) {
        return flotilla(COMMAND, words.split(" "));
    }

    public Launcher.Result flotilla(Duration limit, String... arguments) {
        return launcher.run(limit, arguments);
    }

    /** The scheduler that leads; waits for one. */
    public Service leadingScheduler() {
        return eventually("a leading scheduler")
                .until(
                        () -> schedulers.stream()
                                .filter(Container::isRunning)
                                .filter(scheduler -> scheduler.metric("flotilla_scheduler_leading") == 1)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** The one machine where the API says that the unit is active; waits for it. */
    public Machine whereActive(String unit) {
        eventually(unit + " is active once")
                .untilAsserted(() ->
                        assertThat(api.active().getOrDefault(unit, List.of())).hasSize(1));
        return machineWithId(api.active().get(unit).getFirst());
    }

    /** Waits until all services are ready and all machines are there. */
    public void awaitReady() {
        etcd.awaitHealthy();
        for (var services : List.of(registries, schedulers, gateways)) {
            services.forEach(Service::awaitReady);
        }
        try {
            eventually("every machine is there").atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                            api.machines())
                    .containsExactlyInAnyOrderElementsOf(
                            machines().stream().map(Machine::id).toList()));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "machines are missing:\n"
                            + machines().stream()
                                    .map(machine -> machine + ": " + machine.agentLog())
                                    .reduce("", (a, b) -> a + "\n" + b),
                    e);
        }
    }

    /** Mends what was broken and destroys every unit: the next behaviour finds a whole and empty fleet. */
    public void reset() {
        var all = new ArrayList<Container>(etcd.members());
        all.addAll(registries);
        all.addAll(schedulers);
        all.addAll(gateways);
        all.addAll(machines());
        inParallel(all.stream()
                .<Callable<Boolean>>map(container -> () -> {
                    if (!container.isRunning()) {
                        container.start();
                    }
                    if (container instanceof Machine machine) {
                        machine.heal();
                        machine.startServices();
                    }
                    return true;
                })
                .toList());
        awaitReady();
        api.units().forEach(api::delete);
        eventually("nothing is left").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(api.states())
                .isEmpty());
    }

    /** A machine that is no more and is not expected back. */
    public void remove(Machine machine) {
        synchronized (machines) {
            machines.remove(machine.label());
        }
        Docker.attempt("rm", "-f", "-v", machine.name());
    }

    /** Removes the whole fleet; the shared one goes with the JVM. */
    public void close() {
        network.removeWithContainers();
    }

    /** Waits for up to 30 s, looks five times a second, and bears a gateway that does not answer. */
    public static ConditionFactory eventually(String what) {
        return Awaitility.await(what)
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(UncheckedIOException.class)
                .atMost(Duration.ofSeconds(30));
    }

    private static <T> void inParallel(List<Callable<T>> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> each : threads.invokeAll(work)) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}
