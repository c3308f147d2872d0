package dev.flotilla.system.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Docker engine on each machine, and an image registry that they take for the public one: units that pull and run
 * containers work as printed, without the world.
 */
public final class DockerOnMachines {
    private static final int MIRROR_HOST = 50;
    private static final String CONFIG = """
            version: 0.1
            storage: {filesystem: {rootdirectory: /var/lib/docker-registry}}
            http: {addr: ':5000'}
            """;

    private DockerOnMachines() {}

    /**
     * Starts what does not run: a machine that was killed has its engine, but does not start it again by itself. {@code images} are
     * from a name (library/busybox) to a shell line that makes its root in {@code $ROOT}.
     */
    public static void start(Fleet fleet, Map<String, String> images) {
        String mirror = fleet.network().address(MIRROR_HOST) + ":5000";
        var registry =
                new Container(fleet.network().nameOf("mirror"), fleet.network().address(MIRROR_HOST));
        boolean empty = !registry.isRunning();
        if (empty) {
            startMirror(fleet, registry);
        }
        fleet.machines().parallelStream().forEach(machine -> startEngine(machine, mirror));
        if (empty) {
            images.forEach((name, script) -> push(fleet.machine("m1"), mirror, name, script));
        }
    }

    private static void push(Machine machine, String mirror, String name, String script) {
        machine.shell("""
                        set -e
                        ROOT=$(mktemp -d) && export ROOT
                        %s
                        tar -C "$ROOT" -c . | docker import - %s/%s:latest
                        docker push %2$s/%3$s:latest
                        docker rmi %2$s/%3$s:latest
                        """.formatted(script, mirror, name)).succeeded();
    }

    private static void startMirror(Fleet fleet, Container registry) {
        Container.create(
                fleet.network(),
                registry.name(),
                "mirror",
                registry.address(),
                List.of("--entrypoint=/bin/sh"),
                List.of(
                        Images.of("machine"),
                        "-c",
                        "echo \"" + CONFIG + "\" >/tmp/config.yml && exec docker-registry serve /tmp/config.yml"));
    }

    private static void startEngine(Machine machine, String mirror) {
        machine.shell("""
                        mkdir -p /etc/docker && echo '{"registry-mirrors": ["http://%1$s"], "insecure-registries": ["%1$s"]}' >/etc/docker/daemon.json
                        systemctl start docker
                        """.formatted(mirror)).succeeded();
        Fleet.eventually("docker on " + machine)
                .atMost(Duration.ofMinutes(1))
                .until(() -> machine.exec("docker", "info").ok());
    }
}
