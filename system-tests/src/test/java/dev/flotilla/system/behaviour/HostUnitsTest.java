package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.Launcher;
import dev.flotilla.system.fleet.Container;
import dev.flotilla.system.fleet.FleetApi;
import dev.flotilla.system.fleet.Site;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code deploy/systemd} as its README says: units copied, settings written, services enabled. */
@Behaviour(
        "A host with deploy/systemd's units is a cluster by itself; its services come back when killed, and the agent's image"
                + " is exchanged under running units.")
@Order(3)
class HostUnitsTest {
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final int NUMBER = 31;
    private static final List<String> SERVICES =
            List.of("etcd", "registry", "scheduler", "gateway", "agent", "sidekick");

    private final Site site = Site.shared();
    private final FleetApi gateway = site.gateway(NUMBER);
    private Container host;

    @BeforeEach
    void enableEverything() {
        host = site.boot("host-1", NUMBER, "#cloud-config\n");
        eventually("its images are there").atMost(BOOT).until(() -> isActive("flotilla-images"));
        host.copy(Launcher.ROOT.resolve("deploy/systemd/."), "/etc/systemd/system/");
        settings(site.address(NUMBER)).forEach(this::write);
        host.shell("systemctl daemon-reload && systemctl enable --now --no-block "
                        + SERVICES.stream()
                                .map(service -> "flotilla-" + service)
                                .collect(Collectors.joining(" ")))
                .succeeded();
        eventually("the machine is there").atMost(BOOT).ignoreExceptions().untilAsserted(() -> assertThat(
                        gateway.machines())
                .hasSize(1));
    }

    @AfterEach
    void clear() {
        site.clear();
    }

    @Test
    void itRunsUnitsThroughTheLossAndTheUpgradeOfItsServices() {
        launch("kept.service", "X-Discovery.Service=kept", "X-Discovery.Port=80");
        String pid = mainPid("kept.service");
        eventually("it is announced").untilAsserted(() -> assertThat(
                        gateway.getJson("/v1/services/kept").path("instances").findValuesAsText("host"))
                .containsExactly(site.address(NUMBER)));

        SERVICES.forEach(
                service -> host.exec("docker", "kill", "flotilla-" + service).succeeded());
        eventually("all of them are back, and take work")
                .atMost(BOOT)
                .ignoreExceptions()
                .untilAsserted(() -> launch("afterwards.service"));
        assertThat(mainPid("kept.service")).isEqualTo(pid);

        String old = site.imageSettings().get("FLOTILLA_TAG");
        String image = site.imageSettings().get("FLOTILLA_IMAGES") + "/agent:";
        host.shell("printf 'FROM " + image + old + "\nENV JAVA_OPTS=-Dflotilla.agent.metadata=image=next\n'"
                        + " | DOCKER_BUILDKIT=0 docker build -t " + image + "next -")
                .succeeded();
        write("images", with(site.imageSettings(), "FLOTILLA_TAG", "next"));
        host.exec("systemctl", "restart", "flotilla-agent").succeeded();
        eventually("the new agent has the machine")
                .atMost(BOOT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(gateway.getJson("/fleet/v1/machines")
                                .path("machines")
                                .path(0)
                                .path("metadata")
                                .path("image")
                                .asText())
                        .isEqualTo("next"));
        assertThat(mainPid("kept.service")).isEqualTo(pid);
        assertThat(gateway.delete("kept.service").statusCode()).isEqualTo(204);
        eventually("the new agent stops it").until(() -> !isActive("kept.service"));
    }

    /** As the table of the README has it, for three hosts in one. */
    private static Map<String, Map<String, String>> settings(String address) {
        String registry = address + ":49152";
        return Map.of(
                "etcd",
                Map.of(
                        "ETCD_NAME", "host-1",
                        "ETCD_INITIAL_CLUSTER", "host-1=http://" + address + ":2380",
                        "ETCD_INITIAL_ADVERTISE_PEER_URLS", "http://" + address + ":2380",
                        "ETCD_LISTEN_PEER_URLS", "http://" + address + ":2380",
                        "ETCD_LISTEN_CLIENT_URLS", "http://" + address + ":2379",
                        "ETCD_ADVERTISE_CLIENT_URLS", "http://" + address + ":2379"),
                "registry",
                Map.of(
                        "FLOTILLA_REGISTRY_STORE",
                        "etcd",
                        "FLOTILLA_REGISTRY_ETCD_ENDPOINTS",
                        "http://" + address + ":2379",
                        "FLOTILLA_REGISTRY_ADVERTISE",
                        registry,
                        "QUARKUS_GRPC_SERVER_HOST",
                        address,
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1"),
                "scheduler",
                Map.of("FLOTILLA_SCHEDULER_REGISTRY", registry, "QUARKUS_HTTP_HOST", "127.0.0.1"),
                "gateway",
                Map.of("FLOTILLA_GATEWAY_REGISTRY", registry, "QUARKUS_HTTP_HOST", address),
                "agent",
                Map.of(
                        "FLOTILLA_AGENT_REGISTRY", registry,
                        "FLOTILLA_AGENT_PUBLIC_IP", address,
                        "QUARKUS_GRPC_SERVER_HOST", address),
                "sidekick",
                Map.of("FLOTILLA_SIDEKICK_REGISTRY", registry, "FLOTILLA_SIDEKICK_AGENT", address + ":49162"),
                "images",
                Site.shared().imageSettings());
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        var changed = new HashMap<>(settings);
        changed.put(key, value);
        return changed;
    }

    private void write(String file, Map<String, String> settings) {
        String lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
        host.shell("mkdir -p /etc/flotilla && echo '" + lines + "' >/etc/flotilla/" + file + ".env")
                .succeeded();
    }

    private void launch(String unit, String... options) {
        String[] all = Stream.concat(Stream.of("Service.ExecStart=/bin/sleep infinity"), Stream.of(options))
                .toArray(String[]::new);
        gateway.launch(unit, all);
        eventually(unit + " runs").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(gateway.active())
                .containsKey(unit));
    }

    private String mainPid(String unit) {
        return host.exec("systemctl", "show", "-P", "MainPID", unit)
                .succeeded()
                .out()
                .strip();
    }

    private boolean isActive(String unit) {
        return host.exec("systemctl", "is-active", unit).ok();
    }
}
