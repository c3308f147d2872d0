package dev.flotilla.sidekick.haproxy;

import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.haproxy.Slot.Place;
import dev.flotilla.sidekick.haproxy.Slot.State;
import dev.flotilla.sidekick.load.Daemon;
import dev.flotilla.testing.HeldPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real HAProxy with a frontend and the backend {@code website}. */
final class Haproxy implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RuntimeSocket socket;
    private final Path config;
    private final int port;
    private Daemon daemon;

    /** @param backend the lines that give the backend its servers, and what else they need */
    Haproxy(Path folder, String sections, String backend) throws IOException {
        this.port = HeldPorts.take();
        this.socket = RuntimeSocket.parse(folder.resolve("admin.sock").toString());
        this.config = folder.resolve("haproxy.cfg");
        Files.writeString(config, """
                global
                  stats socket %s level admin
                  log stdout format raw local0 info
                defaults
                  mode http
                  timeout connect 1s
                  timeout client 10s
                  timeout server 10s
                  retries 2
                  option redispatch
                %s
                frontend web
                  bind 127.0.0.1:%d
                  default_backend website
                backend website
                  balance roundrobin
                  %s
                """.formatted(socket.name(), sections, port, backend));
        start();
    }

    private void start() throws IOException {
        daemon = new Daemon(config.resolveSibling("haproxy.log"), port, "haproxy", "-db", "-f", config.toString());
    }

    /** A new process that knows nothing of the old one's slots. */
    void restart() throws IOException {
        daemon.close();
        start();
    }

    int port() {
        return port;
    }

    RuntimeSocket socket() {
        return socket;
    }

    List<Slot> slots() {
        try {
            return new RuntimeApi(socket, TIMEOUT, HostLookup.SYSTEM).slots("website");
        } catch (IOException | RuntimeApi.RefusedException e) {
            return List.of();
        }
    }

    /** Where work is sent. */
    Set<String> ready() {
        Set<String> places = new TreeSet<>();
        slots().stream()
                .filter(slot -> slot.state() == State.READY)
                .map(Slot::place)
                .map(Place::toString)
                .forEach(places::add);
        return places;
    }

    /** The process that answers; another one after a reload. */
    String process() throws IOException {
        return socket.ask("show info", TIMEOUT, HostLookup.SYSTEM)
                .lines()
                .filter(line -> line.startsWith("Pid:"))
                .findFirst()
                .orElseThrow();
    }

    String log() throws IOException {
        return daemon.log();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
