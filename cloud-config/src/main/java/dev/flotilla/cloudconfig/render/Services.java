package dev.flotilla.cloudconfig.render;

import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The containers that a machine of a role runs, in the order in which they start. */
final class Services {
    /** Secrets of the agent, readable by root alone. */
    static final String AGENT_SECRETS = environmentFile("agent");
    /** Secrets of the registry. */
    static final String REGISTRY_SECRETS = environmentFile("registry");

    private static final String JOIN_TOKEN = "FLOTILLA_REGISTRY_JOIN_TOKEN";

    private static final String DATA_DIR = "ETCD_DATA_DIR";
    private static final String ETCD_DATA = "/var/lib/etcd";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int REGISTRY_PORT = 49152;
    private static final int AGENT_PORT = 49162;

    private final RenderRequest request;

    Services(RenderRequest request) {
        this.request = request;
    }

    List<ContainerUnit> all() {
        List<ContainerUnit> units = new ArrayList<>();
        switch (request.role()) {
            case SINGLE -> {
                units.addAll(control(LOOPBACK));
                units.addAll(machine(LOOPBACK + ":" + REGISTRY_PORT, LOOPBACK));
            }
            case CENTRAL -> {
                units.add(etcd());
                units.addAll(control(request.address()));
                if (!request.metadata().isEmpty()) {
                    units.addAll(machine(registries(request.address()), request.address()));
                }
            }
            case WORKER -> {
                if (!request.cluster().etcdEndpoints().isEmpty()) {
                    units.add(etcdProxy());
                }
                units.addAll(machine(String.join(",", request.cluster().registries()), request.address()));
            }
        }
        return units;
    }

    private ContainerUnit etcd() {
        EtcdBootstrap bootstrap = request.cluster().etcd().orElseThrow();
        String peer = bootstrap.peerScheme() + "://" + request.address() + ":2380";
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("ETCD_NAME", request.hostname().orElse("%H"));
        machine.put("ETCD_LISTEN_CLIENT_URLS", "http://" + LOOPBACK + ":2379,http://" + request.address() + ":2379");
        machine.put("ETCD_ADVERTISE_CLIENT_URLS", "http://" + request.address() + ":2379");
        machine.put("ETCD_LISTEN_PEER_URLS", peer);
        machine.put("ETCD_INITIAL_ADVERTISE_PEER_URLS", peer);
        Map<String, String> environment = new TreeMap<>();
        bootstrap.environment().forEach((name, value) -> environment.put(name, verbatim(value)));
        return new ContainerUnit(
                "etcd",
                "etcd, the memory of the cluster",
                request.cluster().etcdImage(),
                environment,
                machine,
                etcdKeys(),
                environmentFile("etcd"),
                // A volume of the engine belongs to whom the image says; a directory of the machine belongs to root.
                List.of("-v flotilla-etcd:" + ETCD_DATA, "-e " + DATA_DIR + "=" + ETCD_DATA, "--entrypoint etcd"),
                List.of(),
                List.of(),
                List.of("etcd2.service"));
    }

    /**
     * All that a cloud-config's {@code etcd2} section can set, as its drop-in is this unit's too. But where the data lies
     * is the container's own: a directory of the old file would be none of the volume's, and end with the container.
     */
    private static Set<String> etcdKeys() {
        return Schema.section(Service.ETCD2).keys().stream()
                .flatMap(key -> key.environment().stream())
                .filter(variable -> !Set.of(DATA_DIR, "ETCD_WAL_DIR").contains(variable))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the articles call proxy mode: etcd under the local address. */
    private ContainerUnit etcdProxy() {
        return new ContainerUnit(
                "etcd-proxy",
                "etcd of the central machines under the local address",
                request.cluster().etcdImage(),
                Map.of(),
                Map.of(),
                Set.of(),
                "",
                List.of("--entrypoint etcd"),
                List.of("grpc-proxy start --listen-addr=" + LOOPBACK + ":2379 --endpoints="
                        + String.join(",", request.cluster().etcdEndpoints())),
                List.of(),
                List.of("etcd2.service"));
    }

    private List<ContainerUnit> control(String address) {
        String registry = address + ":" + REGISTRY_PORT;
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("QUARKUS_HTTP_HOST", LOOPBACK);
        boolean etcd = request.role() == Role.CENTRAL;
        settings.put("FLOTILLA_REGISTRY_STORE", etcd ? "etcd" : "embedded");
        if (etcd) {
            settings.put("FLOTILLA_REGISTRY_ETCD_ENDPOINTS", "http://" + LOOPBACK + ":2379");
        } else {
            settings.put("FLOTILLA_REGISTRY_DATA_DIR", "/var/lib/flotilla/registry");
        }
        settings.put("FLOTILLA_REGISTRY_JOIN", etcd || request.joinToken().isPresent() ? "token" : "open");
        List<String> state = etcd ? List.of() : List.of("-v flotilla-registry:/var/lib/flotilla");
        List<String> before = etcd ? List.of("etcd.service") : List.of();
        String registries = registries(address);
        String candidate = request.hostname().orElse("%H");
        return List.of(
                new ContainerUnit(
                        "flotilla-registry",
                        "Flotilla registry, the owner of the cluster's state",
                        request.cluster().image("registry"),
                        new TreeMap<>(settings),
                        new TreeMap<>(
                                Map.of("QUARKUS_GRPC_SERVER_HOST", address, "FLOTILLA_REGISTRY_ADVERTISE", registry)),
                        Set.of(JOIN_TOKEN),
                        REGISTRY_SECRETS,
                        state,
                        List.of(),
                        before,
                        List.of()),
                container(
                        "scheduler",
                        "Flotilla scheduler, it gives units their machines",
                        Map.of("FLOTILLA_SCHEDULER_REGISTRY", registries, "QUARKUS_HTTP_HOST", LOOPBACK),
                        Map.of("FLOTILLA_SCHEDULER_CANDIDATE", candidate),
                        List.of(),
                        List.of("flotilla-registry.service")),
                container(
                        "gateway",
                        "Flotilla gateway, HTTP for people and programs",
                        gateway(registries, address),
                        Map.of("QUARKUS_HTTP_HOST", address),
                        // The image asks for its health under the loopback address.
                        List.of("--no-healthcheck"),
                        List.of("flotilla-registry.service")));
    }

    /** With what the user-data that it renders for further machines cannot know from the registry. */
    private Map<String, String> gateway(String registries, String address) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("FLOTILLA_GATEWAY_REGISTRY", registries);
        settings.put(
                "FLOTILLA_GATEWAY_BOOTSTRAP_IMAGE_PREFIX", request.cluster().imagePrefix());
        settings.put("FLOTILLA_GATEWAY_BOOTSTRAP_IMAGE_TAG", request.cluster().imageTag());
        request.cluster()
                .etcd()
                .filter(etcd -> request.role() == Role.CENTRAL)
                .ifPresent(etcd -> settings.put("FLOTILLA_GATEWAY_BOOTSTRAP_ETCD", clientUrls(etcd, address)));
        return settings;
    }

    /** The registry asks the member on its own machine; others have to reach it by an address. */
    private static String clientUrls(EtcdBootstrap etcd, String address) {
        Collection<String> hosts =
                etcd instanceof EtcdBootstrap.Static(Map<String, String> members) ? members.values() : List.of(address);
        return hosts.stream().map(host -> "http://" + host + ":2379").collect(Collectors.joining(","));
    }

    private List<ContainerUnit> machine(String registry, String address) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("FLOTILLA_AGENT_REGISTRY", registry);
        settings.put("FLOTILLA_AGENT_RUNTIME", "systemd");
        settings.put("FLOTILLA_AGENT_RUN_DIR", "/run/flotilla/agent");
        Map<String, String> own = new LinkedHashMap<>();
        if (!request.metadata().isEmpty()) {
            own.put("FLOTILLA_AGENT_METADATA", metadata());
        }
        own.put("FLOTILLA_AGENT_PUBLIC_IP", address);
        own.put("QUARKUS_GRPC_SERVER_HOST", address);
        ContainerUnit agent = new ContainerUnit(
                "flotilla-agent",
                "Flotilla agent, it runs this machine's units",
                request.cluster().image("agent"),
                settings,
                own,
                Set.of("FLOTILLA_AGENT_METADATA", "FLOTILLA_AGENT_JOIN_TOKEN"),
                AGENT_SECRETS,
                List.of(
                        // It may start anything as root: a profile that keeps it from the bus would protect nothing.
                        "--security-opt apparmor=unconfined",
                        "--security-opt label=disable",
                        "-v /etc/machine-id:/etc/machine-id:ro",
                        "-v /run/dbus/system_bus_socket:/run/dbus/system_bus_socket",
                        "-v /run/systemd:/run/systemd",
                        "-v /run/flotilla:/run/flotilla",
                        "-v /var/log/journal:/var/log/journal:ro",
                        "-v /run/log/journal:/run/log/journal:ro",
                        "-v /var/lib/flotilla:/var/lib/flotilla"),
                List.of(),
                List.of("dbus.service"),
                List.of("fleet.service"));
        ContainerUnit sidekick = container(
                "sidekick",
                "Flotilla discovery sidekick, it publishes where this machine's services are",
                Map.of("FLOTILLA_SIDEKICK_REGISTRY", registry, "QUARKUS_HTTP_HOST", LOOPBACK),
                Map.of("FLOTILLA_SIDEKICK_AGENT", address + ":" + AGENT_PORT),
                // It asks the engine which ports containers have on the host, and remembers what templates and hooks
                // owe.
                List.of(
                        // For names at the port where everybody looks for them.
                        "--cap-add=NET_BIND_SERVICE",
                        "--security-opt label=disable",
                        "-v /var/run/docker.sock:/var/run/docker.sock",
                        "-v flotilla-sidekick:/data"),
                List.of("flotilla-agent.service"));
        return List.of(agent, sidekick);
    }

    private ContainerUnit container(
            String name,
            String description,
            Map<String, String> environment,
            Map<String, String> machine,
            List<String> options,
            List<String> after) {
        return new ContainerUnit(
                "flotilla-" + name,
                description,
                request.cluster().image(name),
                new TreeMap<>(environment),
                machine,
                Set.of(),
                environmentFile(name),
                options,
                List.of(),
                after,
                List.of());
    }

    private static String environmentFile(String service) {
        return "/etc/flotilla/" + service + ".env";
    }

    /** All replicas when they are known, so that one of them may be down; else the machine's own. */
    private String registries(String address) {
        return request.cluster().registries().isEmpty()
                ? address + ":" + REGISTRY_PORT
                : String.join(",", request.cluster().registries());
    }

    private String metadata() {
        return request.metadata().entrySet().stream()
                .map(pair -> verbatim(pair.getKey() + "=" + pair.getValue()))
                .collect(Collectors.joining(","));
    }

    /** Kept from systemd, which replaces specifiers. */
    private static String verbatim(String value) {
        return value.replace("%", "%%");
    }
}
