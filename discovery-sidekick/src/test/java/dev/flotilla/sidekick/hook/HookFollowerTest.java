package dev.flotilla.sidekick.hook;

import static dev.flotilla.sidekick.directory.Directories.instance;
import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.sidekick.command.ShellCommand;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.hook.Receiver.NotTakenException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookFollowerTest {
    private static final HookSettings SETTINGS =
            new HookSettings("elb", Set.of("website"), Duration.ofMillis(10), Duration.ofMillis(100));

    @TempDir
    private Path state;

    private final Directory directory = Directories.directory();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    private HookFollower follow() throws Exception {
        return new HookFollower(SETTINGS, event -> taken.add(event.toString()), state, directory);
    }

    private void awaitTaken(String... events) {
        await().untilAsserted(() -> assertThat(taken).containsExactly(events));
        taken.clear();
    }

    @Test
    void whoComesAndGoesIsTold() throws Exception {
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            directory.replace(List.of(website(1).getFirst(), instance("db", "x", "10.0.0.1", 1)), 1);
            awaitTaken("register website/apache@1");
            directory.apply(List.of(website(1).getFirst().withVersion("2")), List.of(), 2);
            awaitTaken("change website/apache@1");
            directory.apply(List.of(instance("website", "apache@1", "10.9.9.9", 80)), List.of(), 3);
            awaitTaken("deregister website/apache@1", "register website/apache@1");
            directory.apply(
                    List.of(instance("website", "apache@1", "10.9.9.9", 80).withStatus(InstanceStatus.DRAINING)),
                    List.of(),
                    4);
            awaitTaken("deregister website/apache@1");
        }
    }

    @Test
    void whatHappenedWhileNobodyListenedIsMadeUpFor() throws Exception {
        directory.replace(website(3), 1);
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            awaitTaken("register website/apache@1", "register website/apache@2", "register website/apache@3");
        }
        directory.apply(
                List.of(instance("website", "new", "10.0.0.1", 80)),
                List.of(website(2).getLast().key()),
                2);
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            awaitTaken("deregister website/apache@2", "register website/new");
        }
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            directory.apply(List.of(), List.of(website(3).getLast().key()), 3);
            awaitTaken("deregister website/apache@3");
        }
    }

    @Test
    void aHalfWrittenLineIsToldAgain() throws Exception {
        directory.replace(website(2), 1);
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            awaitTaken("register website/apache@1", "register website/apache@2");
        }
        Path file = state.resolve("elb.told");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 10));
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            awaitTaken("register website/apache@2");
        }
    }

    @Test
    void whatIsNotTakenIsToldAgainWithTheSameIdAndHoldsNobodyUp() throws Exception {
        Map<String, Set<String>> ids = new ConcurrentHashMap<>();
        AtomicInteger refusals = new AtomicInteger();
        Receiver receiver = event -> {
            ids.computeIfAbsent(event.instance().name(), name -> ConcurrentHashMap.newKeySet())
                    .add(event.id().toString());
            if (event.instance().name().equals("apache@1") && refusals.incrementAndGet() < 4) {
                throw new NotTakenException("not now");
            }
            taken.add(event.toString());
        };
        directory.replace(website(3), 1);
        try (HookFollower hook = new HookFollower(SETTINGS, receiver, state, directory)) {
            assertThat(hook).isNotNull();
            awaitTaken("register website/apache@2", "register website/apache@3", "register website/apache@1");
        }
        assertThat(ids.get("apache@1")).hasSize(1);
        assertThat(refusals).hasValue(4);
    }

    @Test
    void whatWasOvertakenIsNotTold() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Receiver never = event -> {
            attempts.incrementAndGet();
            throw new NotTakenException("never");
        };
        directory.replace(website(1), 1);
        try (HookFollower hook = new HookFollower(SETTINGS, never, state, directory)) {
            assertThat(hook).isNotNull();
            await().until(() -> attempts.get() > 1);
            directory.replace(List.of(), 2);
        }
        try (HookFollower hook = follow()) {
            assertThat(hook).isNotNull();
            directory.replace(List.of(website(2).getLast()), 3);
            awaitTaken("register website/apache@2");
        }
    }

    /** A receiver that takes its time: one permit for each event that it takes. */
    private HookFollower follow(Semaphore permits, Semaphore asked) throws Exception {
        Receiver slow = event -> {
            asked.release();
            permits.acquire();
            taken.add(event.toString());
        };
        return new HookFollower(SETTINGS, slow, state, directory);
    }

    @Test
    void whatChangesWhileAReceiverTakesItsTimeIsWhatIsToldNext() throws Exception {
        Semaphore permits = new Semaphore(0);
        Semaphore asked = new Semaphore(0);
        List<Instance> three = website(3);
        directory.replace(three, 1);
        try (HookFollower hook = follow(permits, asked)) {
            assertThat(hook).isNotNull();
            asked.acquire();
            directory.apply(List.of(), List.of(three.get(0).key(), three.get(1).key()), 2);
            permits.release(10);
            awaitTaken("register website/apache@1", "deregister website/apache@1", "register website/apache@3");
        }
    }

    @Test
    void whoLeavesIsToldBeforeAllWhoWait() throws Exception {
        Semaphore permits = new Semaphore(1);
        Semaphore asked = new Semaphore(0);
        directory.replace(List.of(instance("website", "z", "10.0.0.1", 80)), 1);
        try (HookFollower hook = follow(permits, asked)) {
            assertThat(hook).isNotNull();
            awaitTaken("register website/z");
            asked.acquire();
            directory.apply(website(3), List.of(), 2);
            asked.acquire();
            directory.apply(
                    List.of(), List.of(instance("website", "z", "10.0.0.1", 80).key()), 3);
            permits.release(10);
            awaitTaken(
                    "register website/apache@1",
                    "deregister website/z",
                    "register website/apache@2",
                    "register website/apache@3");
        }
    }

    /** What changes all the time waits for those who have waited since before. */
    @Test
    void anInstanceThatChangesAllTheTimeKeepsNoOtherWaiting() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        Receiver changing = event -> {
            taken.add(event.instance().name());
            if (event.instance().name().equals("apache@1") && changes.incrementAndGet() < 100) {
                String version = Integer.toString(changes.get());
                directory.apply(List.of(website(1).getFirst().withVersion(version)), List.of(), 1 + changes.get());
            }
        };
        directory.replace(website(3), 1);
        try (HookFollower hook = new HookFollower(SETTINGS, changing, state, directory)) {
            assertThat(hook).isNotNull();
            await().until(() -> changes.get() == 100);
        }
        assertThat(taken.stream().limit(4)).containsExactly("apache@1", "apache@2", "apache@3", "apache@1");
    }

    @Test
    void norOneThatIsToBeToldAgain() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        AtomicInteger refusals = new AtomicInteger();
        Receiver refusing = event -> {
            if (event.instance().name().equals("apache@1")) {
                String version = Integer.toString(changes.incrementAndGet());
                directory.apply(List.of(website(1).getFirst().withVersion(version)), List.of(), 1 + changes.get());
            } else if (refusals.incrementAndGet() < 3) {
                throw new NotTakenException("try later");
            } else {
                taken.add(event.toString());
            }
        };
        directory.replace(website(2), 1);
        try (HookFollower hook = new HookFollower(SETTINGS, refusing, state, directory)) {
            assertThat(hook).isNotNull();
            awaitTaken("register website/apache@2");
        }
    }

    @Test
    void aCommandIsToldInItsEnvironmentAndOnItsInput() throws Exception {
        Path out = state.resolve("out");
        var command = new ShellCommand(
                "printf '%s %s %s:%s %s ' $FLOTILLA_EVENT $FLOTILLA_INSTANCE $FLOTILLA_HOST $FLOTILLA_PORT"
                        + " \"$FLOTILLA_ATTR_TARGET_GROUP\" >> '" + out + "'; cat >> '" + out + "'",
                Duration.ofSeconds(10));
        directory.replace(List.of(website(1).getFirst().withAttributes(Map.of("target-group", "tg 1; exit 1"))), 1);
        try (HookFollower hook = new HookFollower(SETTINGS, new CommandReceiver(command), state, directory)) {
            assertThat(hook).isNotNull();
            await().untilAsserted(() -> assertThat(out).exists().content().endsWith("}}\n"));
        }
        assertThat(Files.readString(out))
                .startsWith("register apache@1 127.0.0.1:8080 tg 1; exit 1 {\"id\":\"")
                .contains("\"event\":\"register\",\"service\":\"website\",\"instance\":\"apache@1\"")
                .contains("\"record\":{\"host\":\"127.0.0.1\",\"port\":8080");
    }

    @Test
    void aWebServerIsToldUntilItTakesIt() throws Exception {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        Queue<String> signatures = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/hook", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            signatures.add(exchange.getRequestHeaders().getFirst("X-Flotilla-Signature"));
            exchange.sendResponseHeaders(bodies.size() < 3 ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        directory.replace(website(1), 1);
        Receiver receiver = new WebReceiver(uri, Duration.ofSeconds(10), Optional.of("secret"));
        try (HookFollower hook = new HookFollower(SETTINGS, receiver, state, directory)) {
            assertThat(hook).isNotNull();
            await().until(() -> Files.readString(state.resolve("elb.told")).startsWith("+ website/apache@1 "));
        } finally {
            server.stop(0);
        }
        assertThat(bodies).hasSize(3).first().asString().contains("\"event\":\"register\"");
        assertThat(Set.copyOf(bodies)).hasSize(1);
        assertThat(signatures).allMatch(signature -> signature.matches("sha256=[0-9a-f]{64}"));
    }
}
