package dev.flotilla.system.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flotilla.system.Launcher;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code deploy/compose/docker-compose.yml}, brought up under a project and a loopback address of its own. */
public final class ComposedControlPlane implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final String bind = "127.0.77." + (1 + ProcessHandle.current().pid() % 250);

    private ComposedControlPlane() {}

    /** Returns when both gateways are ready, and with them what they need. */
    public static ComposedControlPlane up() {
        Ownership.sweepNowAndAtTheEnd();
        var plane = new ComposedControlPlane();
        Runtime.getRuntime().addShutdownHook(new Thread(plane::close));
        plane.compose("up", "-d").succeeded();
        Fleet.eventually("both gateways are ready").atMost(LIMIT).untilAsserted(() -> {
            for (int number = 1; number <= 2; number++) {
                assertThat(plane.gateway(number).get("/q/health/ready").statusCode())
                        .as(plane::logs)
                        .isEqualTo(200);
            }
        });
        return plane;
    }

    private String logs() {
        return compose("logs", "--tail", "20").out();
    }

    /** The API of one gateway, 1 or 2. */
    public FleetApi gateway(int number) {
        return new FleetApi(List.of(URI.create("http://" + bind + (number == 1 ? ":49153/" : ":49253/"))));
    }

    /** Runs a program in the container of a service of the file. */
    public void exec(String service, String... command) {
        var line = new ArrayList<>(List.of("exec", "-T", service));
        line.addAll(List.of(command));
        compose(line.toArray(String[]::new)).succeeded();
    }

    /** What a name server, 1 or 2, answers {@code dig +short}. */
    public List<String> dig(int number, String... question) {
        var line = new ArrayList<>(
                List.of("dig", "+short", "+time=2", "+tries=1", "@" + bind, "-p", number == 1 ? "49353" : "49453"));
        line.addAll(List.of(question));
        return Command.run(LIMIT, Map.of(), line).lines();
    }

    /** Stops services of the file. */
    public void stop(String... services) {
        var line = new ArrayList<>(List.of("kill"));
        line.addAll(List.of(services));
        compose(line.toArray(String[]::new)).succeeded();
    }

    /** The first line that a service of the file has logged, which must be JSON. */
    public JsonNode firstLogLine(String service) {
        String container = compose("ps", "-q", service).succeeded().out().strip();
        return FleetApi.json(Docker.attempt("logs", container)
                .succeeded()
                .out()
                .lines()
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " has logged nothing")));
    }

    /** Whether an image of ours, also one that the file does not use, has this file. */
    public static boolean imageHas(String image, String file) {
        return Docker.attempt(
                        "run", "--rm", "--network=none", "--entrypoint=/usr/bin/test", Images.of(image), "-f", file)
                .ok();
    }

    private Command.Result compose(String... arguments) {
        String image = Images.of("registry");
        var line = new ArrayList<>(List.of(
                "docker-compose",
                "-p",
                Ownership.prefix() + "-compose",
                "-f",
                Launcher.ROOT.resolve("deploy/compose/docker-compose.yml").toString()));
        line.addAll(List.of(arguments));
        return Command.run(
                LIMIT,
                Map.of(
                        "FLOTILLA_IMAGES", image.substring(0, image.lastIndexOf('/')),
                        "FLOTILLA_TAG", image.substring(image.lastIndexOf(':') + 1),
                        "ETCD_IMAGE", Images.of("etcd"),
                        "FLOTILLA_BIND", bind,
                        // A busy engine's answer may take longer than the minute that it waits by itself.
                        "COMPOSE_HTTP_TIMEOUT", "180"),
                line);
    }

    @Override
    public void close() {
        compose("down", "-v", "-t", "2");
    }
}
