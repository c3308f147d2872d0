package dev.flotilla.benchmarks.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An etcd cluster on loopback. */
public final class EtcdMembers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ServiceProcess> members = new ArrayList<>();
    private final List<String> clients;

    private EtcdMembers(List<String> clients) {
        this.clients = clients;
    }

    /** Starts so many members with their data below this folder, and waits until they serve. */
    public static EtcdMembers start(int count, Ports ports, Path home) throws InterruptedException {
        List<String> clients = urls(count, ports);
        List<String> peers = urls(count, ports);
        String cluster = IntStream.range(0, count)
                .mapToObj(i -> "etcd-" + (i + 1) + "=" + peers.get(i))
                .collect(Collectors.joining(","));
        var etcd = new EtcdMembers(clients);
        for (int i = 0; i < count; i++) {
            String name = "etcd-" + (i + 1);
            List<String> command = List.of(
                    "etcd",
                    "--name",
                    name,
                    "--data-dir",
                    home.resolve(name).toString(),
                    "--listen-client-urls",
                    clients.get(i),
                    "--advertise-client-urls",
                    clients.get(i),
                    "--listen-peer-urls",
                    peers.get(i),
                    "--initial-advertise-peer-urls",
                    peers.get(i),
                    "--initial-cluster",
                    cluster,
                    "--initial-cluster-token",
                    home.getFileName().toString());
            etcd.members.add(ServiceProcess.start(name, command, home, URI.create(clients.get(i) + "/health")));
        }
        for (ServiceProcess member : etcd.members) {
            member.awaitReady(PATIENCE);
        }
        return etcd;
    }

    private static List<String> urls(int count, Ports ports) {
        return IntStream.range(0, count)
                .mapToObj(i -> "http://127.0.0.1:" + ports.next())
                .toList();
    }

    /** Client URLs, separated by commas. */
    public String endpoints() {
        return String.join(",", clients);
    }

    public List<ServiceProcess> members() {
        return List.copyOf(members);
    }

    @Override
    public void close() {
        members.forEach(ServiceProcess::close);
    }
}
