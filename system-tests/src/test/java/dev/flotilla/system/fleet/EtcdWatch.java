package dev.flotilla.system.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What any other program sees that watches keys with etcd's own client: each change, and when it was told. */
public final class EtcdWatch implements AutoCloseable {
    private final Process process;
    private final List<Event> events = new CopyOnWriteArrayList<>();

    /**
     * A change of a key.
     *
     * @param at by the clock that all containers share
     * @param monotonic by the clock that systemd calls monotonic, which they share too
     * @param value empty when the key was deleted
     */
    public record Event(Instant at, Duration monotonic, String key, Optional<String> value) {}

    private EtcdWatch(Process process) {
        this.process = process;
    }

    /** Begins, and returns when nothing more can be missed. */
    static EtcdWatch begin(EtcdCluster etcd, String prefix) {
        Container member = etcd.members().stream()
                .filter(Container::isRunning)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no member of etcd runs"));
        try {
            Process process = new ProcessBuilder(
                            "docker", "exec", member.name(), "etcdctl", "watch", "--prefix", prefix)
                    .redirectErrorStream(true)
                    .start();
            var watch = new EtcdWatch(process);
            Thread.ofPlatform().name("etcd-watch").daemon().start(watch::read);
            watch.awaitTold(etcd, prefix + "-watched");
            return watch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a key that it must see: then it has begun. */
    private void awaitTold(EtcdCluster etcd, String key) {
        Awaitility.await("the watch has begun")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> etcd.etcdctl("put", key, "x").ok() && !events.isEmpty());
        etcd.etcdctl("del", key).succeeded();
        Awaitility.await("the end of its own key")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> events.getLast().value().isEmpty());
        events.clear();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String kind;
            while ((kind = lines.readLine()) != null) {
                String key = lines.readLine();
                String value = lines.readLine();
                events.add(new Event(
                        Instant.now(),
                        Duration.ofNanos(System.nanoTime()),
                        key,
                        kind.equals("PUT") ? Optional.of(value) : Optional.empty()));
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    /** All since it began, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** The first put of the key; waits for it. */
    public Event awaitPut(String key) {
        return await(key, true);
    }

    /** The first deletion of the key; waits for it. */
    public Event awaitDeletion(String key) {
        return await(key, false);
    }

    private Event await(String key, boolean put) {
        return Awaitility.await((put ? "a put of " : "a deletion of ") + key)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> events.stream()
                                .filter(event ->
                                        event.key().equals(key) && event.value().isPresent() == put)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
