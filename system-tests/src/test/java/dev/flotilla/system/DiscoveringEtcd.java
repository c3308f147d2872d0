package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Real etcd members that are told a discovery URL and nothing else of each other. */
final class DiscoveringEtcd implements AutoCloseable {
    private final Path folder;
    private final Map<String, Member> members = new HashMap<>();

    private record Member(Process process, int peerPort, int clientPort, Path log) {}

    DiscoveringEtcd(Path folder) {
        this.folder = folder;
    }

    /** Starts a member; one that was there before keeps its ports, and its disk unless it lost it. */
    void start(String name, String url, String... options) throws IOException {
        Member before = members.get(name);
        int peer = before == null ? freePort() : before.peerPort();
        int client = before == null ? freePort() : before.clientPort();
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--name=" + name,
                "--data-dir=" + folder.resolve(name),
                "--listen-peer-urls=http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
                "--listen-client-urls=http://127.0.0.1:" + client,
                "--advertise-client-urls=http://127.0.0.1:" + client,
                "--discovery=" + url));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        members.put(name, new Member(process, peer, client, log));
    }

    /** The member dies, and so does its disk. */
    void loseDisk(String name) {
        kill(members.get(name).process());
        delete(folder.resolve(name));
    }

    /** Waits until each of them says that it is healthy: it takes part in a quorum. */
    void awaitHealthy(Duration limit, String... names) {
        for (String name : names) {
            try {
                Awaitility.await()
                        .atMost(limit)
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> etcdctl(name, "endpoint", "health").exit() == 0);
            } catch (RuntimeException e) {
                throw new AssertionError(name + " is not healthy\n" + log(name), e);
            }
        }
    }

    /** The members as this one knows them, a line for each. */
    List<String> clusterOf(String name) {
        return etcdctl(name, "member", "list").out().lines().toList();
    }

    /** What a member wrote until it gave up. */
    String awaitExit(String name, Duration limit) {
        try {
            assertThat(members.get(name).process().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as(name + " ends\n" + log(name))
                    .isTrue();
            return log(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends all members and forgets them. */
    void reset() {
        members.values().forEach(member -> kill(member.process()));
        members.keySet().forEach(name -> delete(folder.resolve(name)));
        members.clear();
    }

    @Override
    public void close() {
        reset();
        delete(folder);
    }

    private record Answer(int exit, String out) {}

    private Answer etcdctl(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "etcdctl", "--endpoints=http://127.0.0.1:" + members.get(name).clientPort()));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("ETCDCTL_API", "3");
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String log(String name) {
        return Launcher.read(members.get(name).log());
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path path) {
        try (Stream<Path> below = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
            below.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
