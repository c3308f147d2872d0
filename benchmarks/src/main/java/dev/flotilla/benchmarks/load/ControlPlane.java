package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.process.EtcdMembers;
import dev.flotilla.benchmarks.process.JavaService;
import dev.flotilla.benchmarks.process.Metrics;
import dev.flotilla.benchmarks.process.Ports;
import dev.flotilla.benchmarks.process.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The real services of one cluster, each in its own process: etcd where it is wanted, registry, scheduler. */
public final class ControlPlane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final StoreKind store;
    private final JavaService java;
    private final Ports ports;
    private final Path home;
    private final List<Integer> replicaPorts;
    private final List<ServiceProcess> replicas = new ArrayList<>();
    private Optional<EtcdMembers> etcd = Optional.empty();
    private Optional<ServiceProcess> scheduler = Optional.empty();

    private ControlPlane(StoreKind store, JavaService java, Ports ports, Path home) {
        this.store = store;
        this.java = java;
        this.ports = ports;
        this.home = home;
        this.replicaPorts = store.isShared() ? List.of(ports.next(), ports.next()) : List.of(ports.next());
    }

    /**
     * One registry replica and one scheduler, ready; data and logs below {@code home}.
     *
     * @param heap the largest heap of the registry and of the scheduler, for example {@code 768m}
     */
    static ControlPlane start(StoreKind store, JavaService java, String heap, Ports ports, Path home)
            throws InterruptedException {
        var plane = new ControlPlane(store, java, ports, home);
        try {
            if (store.isShared()) {
                plane.etcd = Optional.of(EtcdMembers.start(store.etcdMembers(), ports, home));
            }
            plane.addReplica(heap);
            plane.scheduler = Optional.of(plane.startScheduler(heap));
        } catch (RuntimeException | InterruptedException e) {
            plane.close();
            throw e;
        }
        return plane;
    }

    /** Starts another replica of the registry, up to two, and waits until it has caught up. */
    public ServiceProcess addReplica(String heap) throws InterruptedException {
        String name = replicas.isEmpty() ? "registry" : "registry-" + (replicas.size() + 1);
        int port = replicaPorts.get(replicas.size());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.grpc.server.host", "127.0.0.1");
        settings.put("quarkus.grpc.server.port", Integer.toString(port));
        settings.put("flotilla.registry.store", store.isShared() ? "etcd" : "embedded");
        etcd.ifPresentOrElse(
                members -> settings.put("flotilla.registry.etcd.endpoints", members.endpoints()),
                () -> settings.put(
                        "flotilla.registry.data-dir", home.resolve("registry").toString()));
        var process = java.start(name, "registry-service", heap, ports.next(), settings, home);
        replicas.add(process);
        process.awaitReady(PATIENCE);
        return process;
    }

    private ServiceProcess startScheduler(String heap) throws InterruptedException {
        // It knows the replica that is yet to come, too.
        Map<String, String> settings = Map.of(
                "flotilla.scheduler.registry", endpoints(replicaPorts), "flotilla.scheduler.candidate", "scheduler");
        var process = java.start("scheduler", "scheduler-service", heap, ports.next(), settings, home);
        process.awaitReady(PATIENCE);
        return process;
    }

    public StoreKind store() {
        return store;
    }

    /** The registry's running replicas as clients want them. */
    public String endpoints() {
        return endpoints(registryPorts());
    }

    private static String endpoints(List<Integer> ports) {
        return String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
    }

    /** Of the running replicas. */
    public List<Integer> registryPorts() {
        return replicaPorts.subList(0, replicas.size());
    }

    public List<ServiceProcess> registries() {
        return List.copyOf(replicas);
    }

    public ServiceProcess scheduler() {
        return scheduler.orElseThrow();
    }

    /** All processes, by what they are: registry, scheduler, etcd. */
    public Map<String, List<ServiceProcess>> services() {
        Map<String, List<ServiceProcess>> services = new LinkedHashMap<>();
        services.put("registry", registries());
        services.put("scheduler", List.of(scheduler()));
        etcd.ifPresent(members -> services.put("etcd", members.members()));
        return services;
    }

    /** The store's revision: each write that was committed is one. */
    public double revision() {
        return Metrics.of(replicas.getFirst()).sum("flotilla_registry_revision");
    }

    @Override
    public void close() {
        Stream.of(scheduler.stream(), replicas.stream(), etcd.stream().flatMap(members -> members.members().stream()))
                .flatMap(processes -> processes)
                .forEach(ServiceProcess::close);
    }
}
