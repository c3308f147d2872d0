package dev.flotilla.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.CommitObserver;
import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.store.etcd.EtcdSettings;
import dev.flotilla.store.etcd.EtcdStore;
import dev.flotilla.store.testing.EtcdCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas side by side on a real etcd, in real time. */
class TwoReplicasTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EtcdCluster etcd;

    private final List<Replica> replicas = new ArrayList<>();
    private Replica first;
    private Replica second;

    private static final class Replica {
        private final EventLoop loop = new EventLoop("replica", Clock.systemUTC());
        private final EtcdStore store = EtcdStore.connect(EtcdSettings.of(etcd.endpoints()));
        private final Registry registry;

        private Replica(String id, String prefix) {
            RegistrySettings defaults = RegistrySettings.of(id, "127.0.0.1:1");
            registry = new Registry(
                    new RegistrySettings(
                            new dev.flotilla.store.key.KeyScheme(prefix),
                            id,
                            "127.0.0.1:1",
                            Duration.ofMillis(500),
                            Duration.ofSeconds(6),
                            Duration.ofSeconds(8),
                            defaults.historySize(),
                            defaults.patience(),
                            defaults.brake(),
                            defaults.keepLost(),
                            defaults.sweepInterval()),
                    loop,
                    store,
                    () -> UUID.randomUUID().toString(),
                    CommitObserver.none());
            registry.start();
        }

        /** As kill -9 would: nothing is said goodbye. */
        private void die() {
            loop.close();
            store.close();
        }

        private MachineStatus status(String machine) {
            return get(registry.machines().list(true, 0)).machines().stream()
                    .filter(found -> found.id().value().equals(machine))
                    .map(Machine::status)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdCluster.start(1);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @BeforeEach
    void start() {
        String prefix = "/" + UUID.randomUUID() + "/";
        first = new Replica("r1", prefix);
        second = new Replica("r2", prefix);
        replicas.addAll(List.of(first, second));
        replicas.forEach(replica -> await(() -> get(replica.registry.figures()).registered()));
    }

    @AfterEach
    void stop() {
        replicas.forEach(Replica::die);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    private static AgentProbe agent(Replica replica, String machine) {
        AgentProbe agent = new AgentProbe(replica.loop, machine, Map.of());
        connect(agent, replica);
        return agent;
    }

    private static void connect(AgentProbe agent, Replica replica) {
        agent.connect(replica.registry);
        await(() -> agent.told().size() >= 2);
        assertThat(agent.isWelcome()).isTrue();
    }

    @Test
    void whatOneWritesTheOtherReadsAtItsRevision() {
        for (int i = 0; i < 50; i++) {
            String name = "u" + i + ".service";
            long revision = get(first.registry.unitWrites().put(Lab.put(name, DesiredState.LAUNCHED)))
                    .revision();
            assertThat(get(second.registry.units().get(UnitName.parse(name), revision))
                            .units())
                    .hasSize(1);
        }
    }

    @Test
    void whenTheReplicaOfASessionDiesOnlyWhoDoesNotReturnIsLost() {
        AgentProbe returning = agent(second, "returning");
        agent(second, "gone");
        second.die();
        AgentProbe back = new AgentProbe(first.loop, "returning", Map.of());
        connect(back, first);
        first.loop.execute(() -> beatEvery(back));
        await(() -> first.status("gone") == MachineStatus.LOST);
        assertThat(first.status("returning")).isEqualTo(MachineStatus.ONLINE);
        assertThat(returning.isEnded()).isFalse(); // the dead replica said nothing
    }

    @Test
    void anAgentMovesBetweenLivingReplicas() {
        AgentProbe agent = agent(first, "m1");
        AgentProbe moved = agent(second, "m1");
        second.loop.execute(() -> beatEvery(moved));
        await(agent::isEnded);
        assertThat(second.status("m1")).isEqualTo(MachineStatus.ONLINE);
    }

    private static void beatEvery(AgentProbe agent) {
        agent.beatEvery(Duration.ofMillis(500));
    }
}
