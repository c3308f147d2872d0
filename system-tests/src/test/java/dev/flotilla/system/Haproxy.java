package dev.flotilla.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real HAProxy in front of the backend {@code website}. */
final class Haproxy implements AutoCloseable {
    /** Maintenance or drain, forced, inherited or for want of an address. */
    private static final int NOT_READY = 0x01 | 0x02 | 0x08 | 0x10 | 0x20;

    private static final String RUNNING = "2";

    private final Path socket;
    private final int port;
    private final Process process;

    Haproxy(Path folder, int port, String sections, String servers) throws IOException {
        this.port = port;
        this.socket = folder.resolve("admin.sock");
        Path config = folder.resolve("haproxy.cfg");
        Files.writeString(config, """
                global
                  stats socket %s level admin
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
                """.formatted(socket, sections, port, servers));
        this.process = new ProcessBuilder("haproxy", "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
    }

    Path socket() {
        return socket;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** How many servers are to take work. */
    int ready() {
        return (int) readyServers().count();
    }

    /** How many of them do, as HAProxy's own checks see it. */
    int working() {
        return (int)
                readyServers().filter(columns -> columns[5].equals(RUNNING)).count();
    }

    private Stream<String[]> readyServers() {
        return ask("show servers state website")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .filter(columns -> columns.length > 6 && (Integer.parseInt(columns[6]) & NOT_READY) == 0);
    }

    /** The process that answers: another one after a reload. */
    String pid() {
        return ask("show info")
                .lines()
                .filter(line -> line.startsWith("Pid:"))
                .findFirst()
                .orElse("");
    }

    private String ask(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> dig(String server, int port, String... question) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("dig", "+short", "+time=5", "+tries=1", "@" + server, "-p", Integer.toString(port)));
        command.addAll(List.of(question));
        Process dig = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        dig.waitFor(10, TimeUnit.SECONDS);
        return out.lines().sorted().toList();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
