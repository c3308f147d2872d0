package dev.flotilla.system.fleet;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    private static final Set<String> MIRRORS = new HashSet<>();
    private static final Set<String> PUSHED = new HashSet<>();

    private DockerOnMachines() {}

    /**
     * An image that the machines can pull.
     *
     * @param name as they ask for it, library/busybox
     * @param root a shell line that makes its root in {@code $ROOT}
     * @param changes lines of a Dockerfile, EXPOSE 80
     */
    public record Image(String name, String root, List<String> changes) {
        public Image {
            changes = List.copyOf(changes);
        }

        /** With nothing but a root. */
        public static Image of(String name, String root) {
            return new Image(name, root, List.of());
        }
    }

    /** Sees to it that an engine runs on each machine, also on one that was switched off, and that the images can be pulled. */
    public static synchronized void start(Fleet fleet, Image... images) {
        String mirror = fleet.network().address(MIRROR_HOST) + ":5000";
        if (!MIRRORS.contains(mirror)) {
            startMirror(fleet);
            MIRRORS.add(mirror);
        }
        fleet.machines().parallelStream()
                .filter(machine -> !machine.exec("docker", "info").ok())
                .forEach(machine -> startEngine(machine, mirror));
        for (Image image : images) {
            if (!PUSHED.contains(mirror + "/" + image.name())) {
                // The mirror may have been started a moment ago.
                Fleet.eventually(image.name() + " is pushed")
                        .atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> push(fleet.machine("m1"), mirror, image));
                PUSHED.add(mirror + "/" + image.name());
            }
        }
    }

    private static void push(Machine machine, String mirror, Image image) {
        String changes = image.changes().stream()
                .map(change -> "--change '" + change + "' ")
                .reduce("", String::concat);
        machine.shell("""
                        set -e
                        ROOT=$(mktemp -d) && export ROOT
                        %s
                        tar -C "$ROOT" -c . | docker import %s- %s/%s:latest
                        docker push %3$s/%4$s:latest
                        docker rmi %3$s/%4$s:latest
                        """.formatted(image.root(), changes, mirror, image.name()))
                .succeeded();
    }

    private static void startMirror(Fleet fleet) {
        String name = fleet.network().nameOf("mirror");
        // What an attempt that failed has left.
        Docker.attempt("rm", "-f", "-v", name);
        Container.create(
                fleet.network(),
                name,
                "mirror",
                fleet.network().address(MIRROR_HOST),
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
