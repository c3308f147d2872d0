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
import dev.flotilla.client.session.AgentMessage;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that stops, with and without its machine. */
class DepartureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final long started = System.nanoTime();
    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final AgentLoop loop = new AgentLoop(this::uptime);
    private Agent agent;

    @BeforeEach
    void runAUnit() {
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
        loop.start(agent);
        loop.execute(() -> registry.welcome(new RegistryMessage.Assignments(
                7,
                true,
                List.of(new RegistryMessage.AssignedUnit(
                        name("a"), file(1).hash(), DesiredState.LAUNCHED, Optional.of(file(1)))),
                List.of())));
        await().until(() -> agent.view().states().containsKey(name("a"))
                && agent.view().states().get(name("a")).active().equals("active"));
        runtime.takeAsked();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void anAgentThatIsRestartedStopsAndSaysNothing() {
        departure(false, PATIENCE).agentStops();
        loop.close();
        assertThat(runtime.takeAsked()).isEmpty();
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).isEmpty();
    }

    @Test
    void anAgentThatGoesWithItsMachineStopsItsUnitsAndSaysGoodbye() {
        runtime.machineStops(true);
        departure(false, PATIENCE).agentStops();
        loop.close();
        assertThat(runtime.takeAsked()).containsExactly("unload a.service");
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class))
                .containsExactly(new AgentMessage.Goodbye("the machine is shutting down"));
    }

    @Test
    void aMachineThatShutsDownIsLeftBeforeItsAgentIsToldToStop() {
        listenTo(departure(false, PATIENCE));
        runtime.machineStops(true);
        await().until(() -> agent.view().states().isEmpty());
        departure(false, PATIENCE).agentStops();
        loop.close();
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).hasSize(1);
    }

    @Test
    void aFalseAlarmChangesNothing() {
        listenTo(departure(false, PATIENCE));
        runtime.machineStops(false);
        departure(false, PATIENCE).agentStops();
        loop.close();
        assertThat(runtime.takeAsked()).isEmpty();
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).isEmpty();
    }

    @Test
    void aMachineThatCannotBeAskedIsTakenToStay() {
        runtime.machineCannotBeAsked();
        departure(false, PATIENCE).agentStops();
        loop.close();
        assertThat(runtime.takeAsked()).isEmpty();
    }

    @Test
    void leaveOnStopLeavesAlways() {
        departure(true, PATIENCE).agentStops();
        loop.close();
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).hasSize(1);
    }

    @Test
    void nothingIsSaidOfAUnitThatDoesNotStop() {
        runtime.machineStops(true);
        runtime.hold(true);
        departure(false, Duration.ofMillis(50)).agentStops();
        loop.close();
        assertThat(runtime.takeAsked()).containsExactly("unload a.service");
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).isEmpty();
    }

    private Departure departure(boolean always, Duration patience) {
        return new Departure(agent, runtime, loop, always, patience);
    }

    private void listenTo(Departure departure) {
        runtime.subscribe(new StateListener() {
            @Override
            public void changed(RuntimeUnit unit) {
                loop.signal();
            }

            @Override
            public void removed(UnitName name) {
                loop.signal();
            }

            @Override
            public void machineStops() {
                departure.machineMayStop();
            }
        });
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
