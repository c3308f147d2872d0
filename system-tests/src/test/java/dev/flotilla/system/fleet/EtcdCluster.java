package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;
import static dev.flotilla.system.fleet.Docker.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Three real etcd members, each a container with its own disk. */
public final class EtcdCluster {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final int MEMBERS = 3;
    private static final int FIRST_HOST = 10;

    private final Network network;
    private final List<Container> members = new ArrayList<>();

    private EtcdCluster(Network network) {
        this.network = network;
    }

    static EtcdCluster start(Network network) {
        var cluster = new EtcdCluster(network);
        for (int member = 1; member <= MEMBERS; member++) {
            cluster.members.add(cluster.create(member, "new"));
        }
        return cluster;
    }

    private Container create(int member, String state) {
        String label = "etcd-" + member;
        String address = network.address(FIRST_HOST + member);
        var container = new Container(network.nameOf(label), address);
        Container.create(
                network,
                container.name(),
                label,
                address,
                List.of(),
                List.of(
                        Images.of("etcd"),
                        "--name=" + label,
                        "--listen-client-urls=http://0.0.0.0:2379",
                        "--advertise-client-urls=http://" + address + ":2379",
                        "--listen-peer-urls=http://0.0.0.0:2380",
                        "--initial-advertise-peer-urls=" + peerUrl(member),
                        "--initial-cluster="
                                + String.join(
                                        ",",
                                        IntStream.rangeClosed(1, MEMBERS)
                                                .mapToObj(i -> "etcd-" + i + "=" + peerUrl(i))
                                                .toList()),
                        "--initial-cluster-state=" + state,
                        "--enable-v2=true", // for units that announce themselves as in the articles
                        "--auto-compaction-mode=periodic",
                        "--auto-compaction-retention=1h"));
        return container;
    }

    private String peerUrl(int member) {
        return "http://" + network.address(FIRST_HOST + member) + ":2380";
    }

    /** For clients: every member's URL. */
    public String endpoints() {
        return String.join(
                ",",
                members.stream()
                        .map(member -> "http://" + member.address() + ":2379")
                        .toList());
    }

    /** Members count from 1. */
    public Container member(int number) {
        return members.get(number - 1);
    }

    public List<Container> members() {
        return List.copyOf(members);
    }

    public boolean isHealthy() {
        return etcdctl("endpoint", "health").ok();
    }

    public void awaitHealthy() {
        Awaitility.await("etcd is healthy")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(this::isHealthy);
    }

    /** The member that leads, from 1; waits for one. */
    public int leader() {
        return Awaitility.await("an etcd leader")
                .atMost(Duration.ofSeconds(30))
                .until(this::findLeader, leader -> leader > 0);
    }

    private int findLeader() {
        for (int number = 1; number <= MEMBERS; number++) {
            Container member = member(number);
            if (member.isRunning()) {
                var status = member.exec("etcdctl", "endpoint", "status", "-w", "json");
                JsonNode first =
                        status.ok() ? FleetApi.json(status.out()).path(0).path("Status") : FleetApi.json("{}");
                if (first.has("leader")
                        && first.path("leader").equals(first.path("header").path("member_id"))) {
                    return number;
                }
            }
        }
        return 0;
    }

    /** SIGKILL for the member that leads; returns its number. */
    public int killLeader() {
        int leader = leader();
        member(leader).kill();
        return leader;
    }

    /** SIGKILL for all at once. */
    public void killAll() {
        var names = new ArrayList<>(List.of("kill"));
        members.forEach(member -> names.add(member.name()));
        attempt(names);
    }

    /** Starts every member that is down and waits until the cluster is healthy. */
    public void startAll() {
        members.stream().filter(member -> !member.isRunning()).forEach(Container::start);
        awaitHealthy();
    }

    /** The member and its disk are lost for good; an empty one takes its place, as an operator does it. */
    public void replaceMember(int number) {
        docker("rm", "-f", "-v", member(number).name());
        Container survivor = member(number % MEMBERS + 1);
        String id = survivor.exec("etcdctl", "member", "list")
                .succeeded()
                .out()
                .lines()
                .filter(line -> line.contains(" etcd-" + number + ","))
                .map(line -> line.substring(0, line.indexOf(',')))
                .findFirst()
                .orElseThrow();
        survivor.exec("etcdctl", "member", "remove", id).succeeded();
        survivor.exec("etcdctl", "member", "add", "etcd-" + number, "--peer-urls=" + peerUrl(number))
                .succeeded();
        members.set(number - 1, create(number, "existing"));
        awaitHealthy();
    }

    /** All members and their disks are lost; empty ones take their place under the same names and addresses. */
    public void wipe() {
        killAll();
        for (int number = 1; number <= MEMBERS; number++) {
            docker("rm", "-f", "-v", member(number).name());
        }
        for (int number = 1; number <= MEMBERS; number++) {
            members.set(number - 1, create(number, "new"));
        }
        awaitHealthy();
    }

    /** Follows every change below a prefix, as another program would. */
    public EtcdWatch watch(String prefix) {
        return EtcdWatch.begin(this, prefix);
    }

    /** The value of a key; empty when there is none. */
    public String value(String key) {
        return etcdctl("get", "--print-value-only", key).succeeded().out().strip();
    }

    /** How many writes of the member's log took longer than a quarter of a second to reach its disk, by its own figures. */
    public long slowSyncs(int number) {
        String name = "etcd_disk_wal_fsync_duration_seconds_";
        String figures = metrics(number);
        return figure(figures, name + "count") - figure(figures, name + "bucket{le=\"0.256\"}");
    }

    private String metrics(int number) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://" + member(number).address() + ":2379/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long figure(String figures, String name) {
        return figures.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("etcd does not tell " + name));
    }

    /** Every sync of the member's disk takes so much longer, until the result is closed. */
    public AutoCloseable slowDisk(int number, Duration delay) {
        String name = network.nameOf("slow-" + number);
        String inject = "fdatasync,fsync:delay_enter=" + delay.toNanos() / 1000;
        docker(
                "run",
                "-d",
                "--rm",
                "--label",
                Ownership.label(),
                "--name",
                name,
                "--pid=container:" + member(number).name(),
                "--cap-add=SYS_PTRACE",
                "--cap-add=SYS_ADMIN",
                "--security-opt=seccomp=unconfined",
                "--security-opt=apparmor=unconfined",
                "--network=none",
                "--entrypoint=strace",
                Images.of("machine"),
                "-f",
                "-q",
                "-o",
                "/dev/null",
                "-p",
                "1",
                "-e",
                "trace=fdatasync,fsync",
                "-e",
                "inject=" + inject);
        return () -> attempt("kill", "--signal=TERM", name);
    }

    /** etcd's own client in a running member, talking to all. */
    public Command.Result etcdctl(String... arguments) {
        var line = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoints()));
        line.addAll(List.of(arguments));
        return members.stream()
                .filter(Container::isRunning)
                .findFirst()
                .map(member -> member.exec(line.toArray(String[]::new)))
                .orElseGet(() -> new Command.Result("etcdctl", 1, "", "no member runs"));
    }
}
