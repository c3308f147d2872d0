package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.testing.HeldPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * DNS, a real HAProxy, files, hooks and xDS clients follow units that are started, stopped, rolled and lost with their
 * machine.
 */
class FollowersTest {
    private static final int DNS = 101;
    private static final int AT_ONCE = 4;

    @TempDir
    private Path folder;

    private final LocalCluster cluster = Clusters.embedded();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private void run(int instance) {
        assertThat(cluster.put(
                                "web@" + instance + ".service",
                                "launched",
                                "Service.ExecStart=/bin/sh -c 'exec python3 -m http.server --bind $FLOTILLA_MACHINE_IP"
                                        + " --directory /usr/share/doc/haproxy 810" + instance + "'",
                                "X-Discovery.Service=website",
                                "X-Discovery.Port=810" + instance,
                                "X-Discovery.Check=tcp",
                                "X-Discovery.CheckInterval=300ms",
                                "X-Discovery.DrainSeconds=2")
                        .statusCode())
                .isIn(201, 204);
    }

    private void stop(int instance) {
        assertThat(cluster.delete("web@" + instance + ".service").statusCode()).isEqualTo(204);
    }

    private Haproxy haproxy(String sections, String servers) throws IOException {
        Haproxy haproxy = new Haproxy(folder, HeldPorts.take(), sections, servers);
        open.add(haproxy);
        return haproxy;
    }

    private void follow(Haproxy haproxy) throws IOException {
        sidekick("haproxy.sockets=" + haproxy.socket(), "haproxy.backends.website=website");
    }

    /** A sidekick as it is packaged, that announces nothing and only plays these roles. */
    private void sidekick(String... roles) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Dquarkus.http.port=0",
                "-Dflotilla.sidekick.announce=false",
                "-Dflotilla.sidekick.registry=127.0.0.1:" + cluster.portBase()));
        for (String role : roles) {
            command.add("-Dflotilla.sidekick." + role);
        }
        command.add("-jar");
        command.add(Launcher.ROOT
                .resolve("discovery-sidekick/target/quarkus-app/quarkus-run.jar")
                .toString());
        Process sidekick = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sidekick.log").toFile())
                .start();
        open.add(() -> {
            sidekick.destroy();
            // It writes into the folder until its end.
            sidekick.waitFor(20, TimeUnit.SECONDS);
        });
    }

    private static void awaitReady(Haproxy haproxy, int servers) {
        eventually().until(() -> haproxy.ready() == servers);
    }

    private void scaleAndRoll(Haproxy haproxy) {
        for (int i = 2; i <= 5; i++) {
            run(i);
        }
        awaitReady(haproxy, 5);
        for (int i = 3; i <= 5; i++) {
            stop(i);
        }
        awaitReady(haproxy, 2);
        for (int i = 1; i <= 2; i++) {
            stop(i);
            awaitReady(haproxy, 1);
            eventually().until(() -> cluster.active().size() == 1);
            run(i);
            awaitReady(haproxy, 2);
        }
    }

    @Test
    void haproxyFollowsThroughItsSocketAndNoRequestFails() throws Exception {
        run(1);
        Haproxy haproxy = haproxy("", "server-template web 6 0.0.0.0:0 disabled check inter 200ms fall 2");
        follow(haproxy);
        awaitReady(haproxy, 1);
        String pid = haproxy.pid();
        try (Requests requests = new Requests(haproxy.uri(), AT_ONCE)) {
            scaleAndRoll(haproxy);
            assertThat(requests.failures()).isEmpty();
            assertThat(requests.answered()).isGreaterThan(100);
        }
        assertThat(haproxy.pid()).isEqualTo(pid);
        awayWithAMachine(haproxy);
    }

    private void awayWithAMachine(Haproxy haproxy) {
        run(3);
        awaitReady(haproxy, 3);
        eventually().until(() -> haproxy.working() == 3);
        String machine = cluster.nameOf(cluster.whereActive("web@3.service"));
        try (Requests requests = new Requests(haproxy.uri(), AT_ONCE)) {
            Instant killed = Instant.now();
            var kill = CompletableFuture.runAsync(
                    () -> cluster.flotilla("dev kill " + machine).succeeded());
            eventually().pollInterval(Duration.ofMillis(20)).until(() -> haproxy.working() < 3);
            Duration detected = Duration.between(killed, Instant.now());
            kill.join();
            // Its units come back elsewhere.
            eventually().until(() -> cluster.active().size() == 3);
            awaitReady(haproxy, 3);
            System.out.println(
                    "machine killed under load: " + requests.failures().size() + " of "
                            + (requests.answered() + requests.failures().size()) + " requests failed, " + AT_ONCE
                            + " were made at once; the balancer stopped using it " + detected.toMillis()
                            + " ms after the word to kill");
            assertThat(requests.failures()).hasSizeLessThanOrEqualTo(AT_ONCE);
        }
    }

    @Test
    void aFileAHookAndAnXdsClientFollowOneSidekick() throws Exception {
        Path source = Files.writeString(folder.resolve("servers.template"), """
                {#for i in fleet.service('website')}
                server {i.name} port {i.port};
                {/for}
                """);
        Path file = folder.resolve("servers.conf");
        Path reloads = folder.resolve("reloads");
        Path events = folder.resolve("events");
        Path hook = Files.writeString(
                folder.resolve("hook.sh"),
                "echo $FLOTILLA_EVENT $FLOTILLA_SERVICE/$FLOTILLA_INSTANCE $FLOTILLA_PORT >> '" + events + "'\n");
        Path reload = Files.writeString(folder.resolve("reload.sh"), "cat '" + file + "' >> '" + reloads + "'\n");
        int port = HeldPorts.take();
        run(1);
        sidekick(
                "directory.state=" + folder.resolve("state"),
                "template.servers.source=" + source,
                "template.servers.destination=" + file,
                "template.servers.check=grep -q server {src}",
                "template.servers.reload=sh " + reload,
                "hook.cloud.command=sh " + hook,
                "hook.cloud.services=website",
                "xds.enabled=true",
                "xds.listen=127.0.0.1:" + port);
        XdsEndpoints endpoints = new XdsEndpoints(port, "website");
        open.add(endpoints);
        awaitLines(file, "server web@1 port 8101;");
        awaitLines(reloads, "server web@1 port 8101;");
        awaitLines(events, "register website/web@1 8101");
        awaitEndpoints(endpoints, "127\\.0\\.1\\.\\d+:8101 HEALTHY");

        run(2);
        awaitLines(file, "server web@1 port 8101;", "server web@2 port 8102;");
        awaitEndpoints(endpoints, "127\\.0\\.1\\.\\d+:8101 HEALTHY", "127\\.0\\.1\\.\\d+:8102 HEALTHY");

        stop(1);
        awaitLines(file, "server web@2 port 8102;");
        awaitEndpoints(endpoints, "127\\.0\\.1\\.\\d+:8102 HEALTHY");
        awaitLines(
                events, "register website/web@1 8101", "register website/web@2 8102", "deregister website/web@1 8101");
        awaitLines(
                reloads,
                "server web@1 port 8101;",
                "server web@1 port 8101;",
                "server web@2 port 8102;",
                "server web@2 port 8102;");
    }

    private static void awaitLines(Path file, String... lines) {
        eventually().untilAsserted(() -> {
            assertThat(file).exists();
            assertThat(Files.readAllLines(file)).containsExactly(lines);
        });
    }

    private static void awaitEndpoints(XdsEndpoints endpoints, String... patterns) {
        eventually().untilAsserted(() -> assertThat(String.join("\n", endpoints.latest()))
                .matches(String.join("\n", patterns)));
    }

    @Test
    void namesFollowAndHaproxyFollowsThem() throws Exception {
        run(1);
        int port = cluster.portBase() + DNS;
        eventually().untilAsserted(() -> assertThat(
                        Haproxy.dig("127.0.1.1", port, "_website._tcp.services.flotilla.internal", "SRV"))
                .containsExactly("10 100 8101 web-1.website.services.flotilla.internal."));
        // Every machine tells the same, each as soon as it has heard.
        eventually()
                .untilAsserted(() -> assertThat(Haproxy.dig("127.0.1.2", port, "website.services.flotilla.internal"))
                        .isEqualTo(Haproxy.dig("127.0.1.1", port, "web-1.website.services.flotilla.internal"))
                        .hasSize(1));
        Haproxy haproxy = haproxy(
                """
                resolvers flotilla
                  nameserver m1 127.0.1.1:%d
                  timeout resolve 300ms
                  timeout retry 300ms
                  hold valid 300ms
                  hold nx 300ms
                  hold obsolete 300ms
                """.formatted(port),
                "server-template web 6 _website._tcp.services.flotilla.internal resolvers flotilla"
                        + " resolve-prefer ipv4 init-addr none");
        awaitReady(haproxy, 1);
        try (Requests requests = new Requests(haproxy.uri(), AT_ONCE)) {
            scaleAndRoll(haproxy);
            assertThat(requests.failures()).isEmpty();
        }
        cluster.flotilla("dev kill registry").succeeded();
        assertThat(Haproxy.dig("127.0.1.1", port, "website.services.flotilla.internal"))
                .isNotEmpty();
        cluster.flotilla("dev start registry").succeeded();
    }
}
