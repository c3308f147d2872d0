package dev.flotilla.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.CommitObserver;
import dev.flotilla.registry.discovery.CatalogFilter;
import dev.flotilla.registry.election.Campaign;
import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.registry.placement.PlacementChange;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.store.etcd.EtcdSettings;
import dev.flotilla.store.etcd.EtcdStore;
import dev.flotilla.store.testing.EtcdCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry whose user of etcd has the permissions of docs/operations.md, and nothing else. */
@Timeout(120)
class EtcdRoleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EtcdCluster etcd = EtcdCluster.start(1);
    private final EventLoop loop = new EventLoop("registry", Clock.systemUTC());
    private final AtomicInteger ids = new AtomicInteger();
    private EtcdStore store;
    private Registry registry;

    @BeforeEach
    void start() throws IOException {
        etcdctl("user", "add", "root:secret");
        etcdctl("user", "grant-role", "root", "root");
        etcdctl("role", "add", "flotilla");
        for (String prefix : List.of("/flotilla/", "/services", "/_etcd/registry/")) {
            etcdctl("role", "grant-permission", "flotilla", "--prefix=true", "readwrite", prefix);
        }
        etcdctl("user", "add", "flotilla:secret");
        etcdctl("user", "grant-role", "flotilla", "flotilla");
        etcdctl("auth", "enable");
        store = EtcdStore.connect(new EtcdSettings(
                List.of(etcd.endpoints()),
                Optional.empty(),
                Optional.of(new EtcdSettings.Credentials("flotilla", "secret")),
                Duration.ofSeconds(5)));
        registry = new Registry(
                RegistrySettings.of("r1", "127.0.0.1:1"),
                loop,
                store,
                () -> "id" + ids.incrementAndGet(),
                CommitObserver.none());
        registry.start();
    }

    @AfterEach
    void stop() {
        loop.close();
        store.close();
        etcd.close();
    }

    @Test
    void whatTheDocumentsAskForIsEnough() {
        Awaitility.await().atMost(PATIENCE).until(() -> get(registry.figures()).caughtUp());
        Awaitility.await().atMost(PATIENCE).until(() -> get(store.health()).writable());
        put("a.service");
        assertThat(get(registry.discovery().list(new CatalogFilter(Optional.empty(), true)))
                        .instances())
                .isEmpty();
    }

    /** To be denied is what a scheduler whose term is over is: it would campaign again, and again. */
    @Test
    void aSchedulerIsToldThatTheStoreRefusesAndNotThatItsTermIsOver() throws IOException {
        Awaitility.await().atMost(PATIENCE).until(() -> get(registry.figures()).caughtUp());
        long revision = put("a.service");
        long term = get(registry.election().campaign(new Campaign("s1", Optional.empty(), Duration.ofSeconds(60))))
                .leader()
                .orElseThrow()
                .term();
        etcdctl("--user", "root:secret", "role", "grant-permission", "flotilla", "--prefix=true", "read", "/flotilla/");

        FlotillaError error = error(registry.placements()
                .commit(
                        term,
                        List.of(new PlacementChange(
                                UnitName.parse("a.service"),
                                revision,
                                0,
                                0,
                                new PlacementChange.Wait(Explanation.of("why")),
                                List.of(),
                                "test"))));

        assertThat(error).isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(error.message()).contains("etcd", "permission denied");
    }

    private long put(String unit) {
        return get(registry.unitWrites().put(Lab.put(unit, DesiredState.LAUNCHED)))
                .revision();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static FlotillaError error(CompletableFuture<?> future) {
        try {
            throw new AssertionError("expected an error, got " + get(future));
        } catch (CompletionException e) {
            return ((FlotillaException) e.getCause()).error();
        }
    }

    private void etcdctl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("etcdctl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        builder.environment().put("ETCDCTL_ENDPOINTS", etcd.endpoints()[0].toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }
}
