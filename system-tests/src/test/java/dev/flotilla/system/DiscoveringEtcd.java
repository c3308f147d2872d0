package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Real etcd members that are told a discovery URL and nothing else of each other. */
final class DiscoveringEtcd implements AutoCloseable {
    private final Path folder;
    private final Map<String, Member> members = new HashMap<>();

    private record Member(Process process, String address, Path log) {}

    DiscoveringEtcd(Path folder) {
        this.folder = folder;
    }

    /** Starts a member; one that was there before keeps its address, and its disk unless it lost it. */
    void start(String name, String url, String... options) throws IOException {
        Member before = members.get(name);
        String address = before == null ? Loopback.address() : before.address();
        String peer = "http://" + address + ":2380";
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--name=" + name,
                "--data-dir=" + folder.resolve(name),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--listen-client-urls=" + clientUrl(address),
                "--advertise-client-urls=" + clientUrl(address),
                "--discovery=" + url));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        members.put(name, new Member(process, address, log));
    }

    private static String clientUrl(String address) {
        return "http://" + address + ":2379";
    }

    /** The member dies, and so does its disk. */
    void loseDisk(String name) {
        kill(members.get(name).process());
        delete(folder.resolve(name));
    }

    /** Waits until each of them says that it is healthy: it takes part in a quorum. */
    void awaitHealthy(Duration limit, String... names) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        for (String name : names) {
                            if (!isHealthy(name)) {
                                return false;
                            }
                        }
                        return true;
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not all are healthy within " + limit + "\n" + logs(names), e);
        }
    }

    /** A member that gave up does not come back: whoever waits for it is told at once, and why. */
    private boolean isHealthy(String name) {
        if (!members.get(name).process().isAlive()) {
            throw new AssertionError(
                    name + " has ended\n" + logs(members.keySet().toArray(String[]::new)));
        }
        return etcdctl(name, "endpoint", "health").exit() == 0;
    }

    private String logs(String... names) {
        return Stream.of(names).map(name -> "--- " + name + "\n" + log(name)).collect(Collectors.joining());
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
        List<String> command = new ArrayList<>(
                List.of("etcdctl", "--endpoints=" + clientUrl(members.get(name).address())));
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

    private static void delete(Path path) {
        try (Stream<Path> below = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
            below.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
