package dev.flotilla.simulation.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The words of the agent's runtime contract that need no processes, on virtual time. */
class SimRuntimeTest {
    private static final UnitName A = UnitName.parse("a.service");

    private final VirtualTime time = new VirtualTime();
    private final Host host = new Host("m", time, 1, (where, thrown) -> {
        throw new AssertionError(thrown);
    });
    private final SimRuntime runtime =
            new SimRuntime(host.start(), new SplittableRandom(1), RuntimeWitness.NONE, Breakage.NONE);

    @Test
    void aLoadedUnitIsListedAndDoesNotRun() {
        load("ExecStart=/sim");
        assertThat(look()).isEqualTo("loaded inactive dead");
    }

    @Test
    void aStartedServiceRunsUntilItIsStopped() {
        load("ExecStart=/sim start=200");
        assertThat(get(runtime.start(A)).isDone()).isTrue();
        assertThat(look()).isEqualTo("loaded active running");
        assertThat(get(runtime.stop(A)).isDone()).isTrue();
        assertThat(look()).isEqualTo("loaded inactive dead");
    }

    @Test
    void aStopTakesThePlaceOfAStartThatIsStillUnderWay() {
        load("ExecStart=/sim start=hang");
        CompletableFuture<JobResult> start = runtime.start(A);
        assertThat(get(runtime.stop(A)).isDone()).isTrue();
        assertThat(get(start).outcome()).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void anUnloadThatOutlivesItsAgentStopsTheUnitAndLeavesIt() {
        load("ExecStart=/sim stop=200");
        get(runtime.start(A));
        CompletableFuture<Void> unload = runtime.unload(List.of(A));
        runtime.close();
        get(unload);
        assertThat(look()).isEqualTo("loaded inactive dead");
    }

    @Test
    void aStartThatHangsTimesOut() {
        load("ExecStart=/sim start=hang");
        assertThat(get(runtime.start(A)).outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(look()).isEqualTo("loaded failed failed");
    }

    @Test
    void aServiceThatFailsIsRestartedWhenItAsksForThat() {
        load("ExecStart=/sim\nRestart=on-failure");
        get(runtime.start(A));
        runtime.strike(A);
        assertThat(look()).isEqualTo("loaded activating auto-restart");
        pass(Duration.ofSeconds(1));
        assertThat(look()).isEqualTo("loaded active running");
    }

    @Test
    void aServiceThatEndsBadlyIsFailed() {
        load("ExecStart=/sim run=500 exit=1");
        get(runtime.start(A));
        pass(Duration.ofSeconds(1));
        assertThat(look()).isEqualTo("loaded failed failed");
    }

    @Test
    void unloadingARunningUnitStopsItFirst() {
        load("ExecStart=/sim");
        get(runtime.start(A));
        get(runtime.unload(List.of(A, UnitName.parse("unknown.service"))));
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void newContentLeavesWhatRunsAlone() {
        load("ExecStart=/sim");
        get(runtime.start(A));
        load("ExecStart=/sim start=300");
        assertThat(look()).isEqualTo("loaded active running");
    }

    private void load(String lines) {
        get(runtime.load(List.of(new UnitToLoad(A, UnitFile.parse("a", "[Service]\n" + lines + "\n")))));
    }

    private String look() {
        var status = runtime.list().get(A).status();
        return status.load() + " " + status.active() + " " + status.sub();
    }

    private void pass(Duration length) {
        long until = time.now() + length.toNanos();
        while (time.step(until)) {
            assertThat(time.now()).isLessThanOrEqualTo(until);
        }
    }

    private <T> T get(CompletableFuture<T> future) {
        long until = time.now() + Duration.ofMinutes(1).toNanos();
        while (!future.isDone() && time.step(until)) {
            assertThat(time.now()).isLessThanOrEqualTo(until);
        }
        return future.join();
    }
}
