package dev.flotilla.agent;

import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.agent.assignment.AssignmentFile;
import dev.flotilla.agent.reconcile.AchievedFile;
import dev.flotilla.agent.reconcile.ScriptedRuntime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.session.ContactFile;
import dev.flotilla.agent.session.Session;
import dev.flotilla.agent.session.SessionSettings;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent on its thread and the machine's clock. */
class AgentLoopTest {
    @TempDir
    Path directory;

    private final long started = System.nanoTime();
    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final AgentLoop loop = new AgentLoop(this::uptime);
    private Agent agent;

    @BeforeEach
    void start() {
        agent = new Agent(
                new AgentIdentity(new MachineId("m1"), "b1", "10.0.0.1", Map.of(), Capacity.UNKNOWN, "", "test"),
                runtime,
                registry,
                new AssignmentFile(directory, directory, Runnable::run),
                new AchievedFile(directory, "b1"),
                new ContactFile(directory, "b1", () -> Optional.of(uptime())),
                new Session(SessionSettings.DEFAULT, new Random(1), uptime()),
                loop,
                this::uptime,
                () -> ScriptedRuntime.SINCE);
        runtime.subscribe(new StateListener() {
            @Override
            public void changed(RuntimeUnit unit) {
                loop.signal();
            }

            @Override
            public void removed(UnitName name) {
                loop.signal();
            }
        });
        loop.start(agent);
        loop.execute(() -> {
            // Of an agent that speaks seldom: no heartbeat turns it before a test has seen that a signal does.
            registry.say(new RegistryMessage.Welcome("s1", Duration.ofMinutes(1), Duration.ofMinutes(3), "r1"));
            registry.say(new RegistryMessage.Assignments(
                    7,
                    true,
                    List.of(new RegistryMessage.AssignedUnit(
                            name("a"), file(1).hash(), DesiredState.LAUNCHED, Optional.of(file(1)))),
                    List.of()));
        });
        await().until(() -> agent.view().states().containsKey(name("a"))
                && agent.view().states().get(name("a")).active().equals("active"));
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void aSignalTurnsItAtOnce() {
        runtime.becomes(name("a"), "failed");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> agent.view().states().get(name("a")).active().equals("failed"));
    }

    @Test
    void aStepThatFailsDoesNotEndIt() {
        loop.execute(() -> {
            throw new IllegalStateException("a step fails, for the test");
        });
        runtime.becomes(name("a"), "failed");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> agent.view().states().get(name("a")).active().equals("failed"));
    }

    @Test
    void manySignalsAreFewTurns() {
        long before = agent.view().reconciles().passes();
        for (int i = 0; i < 10_000; i++) {
            loop.signal();
        }
        runtime.becomes(name("a"), "failed");
        await().until(() -> agent.view().states().get(name("a")).active().equals("failed"));

        assertThat(agent.view().reconciles().passes() - before).isLessThan(10_000);
    }

    @Test
    void whatIsHandedInRunsInOrderOnOneThread() {
        List<Integer> ran = new java.util.concurrent.CopyOnWriteArrayList<>();
        AtomicInteger threads = new AtomicInteger();
        Thread[] last = new Thread[1];
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(() -> {
                ran.add(number);
                if (last[0] != Thread.currentThread()) {
                    last[0] = Thread.currentThread();
                    threads.incrementAndGet();
                }
            });
        }
        await().until(() -> ran.size() == 100);

        assertThat(ran).isSorted();
        assertThat(threads).hasValue(1);
    }

    @Test
    void closingLeavesUnitsRunning() {
        loop.close();
        runtime.takeAsked();

        assertThat(runtime.running(name("a"))).isPresent();
        loop.close(); // twice does no harm
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
