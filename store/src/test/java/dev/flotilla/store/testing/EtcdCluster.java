package dev.flotilla.store.testing;

import dev.flotilla.testing.HeldPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Real etcd processes on loopback, on random ports, with their data in a temporary folder that goes with {@link #close}.
 * They do not flush to disk: killing a process loses nothing, only killing the machine would.
 */
public final class EtcdCluster implements AutoCloseable {
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final List<EtcdMember> members;

    private EtcdCluster(Path folder, List<EtcdMember> members) {
        this.folder = folder;
        this.members = members;
    }

    /** Starts a cluster and waits until every member serves. */
    public static EtcdCluster start(int size, String... options) {
        return start("http", size, List.of(options));
    }

    /** Starts one member that speaks TLS to its clients; the options name its certificate. */
    public static EtcdCluster startTls(String... options) {
        return start("https", 1, List.of(options));
    }

    private static EtcdCluster start(String scheme, int size, List<String> options) {
        if (!Files.isExecutable(ETCD)) {
            throw new AssertionError(ETCD + " is missing: apt-get install etcd-server");
        }
        try {
            Path folder = Files.createTempDirectory("flotilla-etcd-");
            EtcdCluster cluster = new EtcdCluster(folder, members(scheme, folder, size, options));
            cluster.members.forEach(EtcdMember::start);
            cluster.awaitHealthy();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<EtcdMember> members(String scheme, Path folder, int size, List<String> options) {
        List<URI> peers = urls("http", size);
        List<URI> clients = urls(scheme, size);
        String all = Stream.iterate(0, i -> i < size, i -> i + 1)
                .map(i -> "m" + i + "=" + peers.get(i))
                .collect(Collectors.joining(","));
        List<EtcdMember> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<String> command = new ArrayList<>(List.of(
                    ETCD.toString(),
                    "--name",
                    "m" + i,
                    "--data-dir",
                    folder.resolve("m" + i).toString(),
                    "--listen-peer-urls",
                    peers.get(i).toString(),
                    "--initial-advertise-peer-urls",
                    peers.get(i).toString(),
                    "--listen-client-urls",
                    clients.get(i).toString(),
                    "--advertise-client-urls",
                    clients.get(i).toString(),
                    "--initial-cluster",
                    all,
                    "--heartbeat-interval",
                    "50",
                    "--election-timeout",
                    "500",
                    "--logger",
                    "zap",
                    "--log-level",
                    "error",
                    "--unsafe-no-fsync"));
            command.addAll(options);
            members.add(new EtcdMember(clients.get(i), command, folder.resolve("m" + i + ".log")));
        }
        return members;
    }

    private static List<URI> urls(String scheme, int count) {
        return Stream.generate(HeldPorts::take)
                .limit(count)
                .map(port -> URI.create(scheme + "://127.0.0.1:" + port))
                .toList();
    }

    public List<EtcdMember> members() {
        return members;
    }

    public EtcdMember member(int index) {
        return members.get(index);
    }

    public URI[] endpoints() {
        return members.stream().map(EtcdMember::endpoint).toArray(URI[]::new);
    }

    /** The member that leads now. */
    public EtcdMember leader() {
        return Awaitility.await("an etcd leader")
                .atMost(PATIENCE)
                .until(() -> members.stream().filter(EtcdMember::isLeader).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until every running member answers and knows a leader. */
    public void awaitHealthy() {
        members.stream().filter(EtcdMember::isRunning).forEach(member -> Awaitility.await(
                        "etcd at " + member.endpoint())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(member::isHealthy));
    }

    @Override
    public void close() {
        members.forEach(EtcdMember::kill);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
