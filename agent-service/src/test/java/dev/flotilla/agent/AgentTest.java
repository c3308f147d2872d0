package dev.flotilla.agent;

import static dev.flotilla.agent.reconcile.Cast.assignment;
import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.launched;
import static dev.flotilla.agent.reconcile.Cast.loaded;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.AssignmentFile;
import dev.flotilla.agent.reconcile.Achieved;
import dev.flotilla.agent.reconcile.AchievedFile;
import dev.flotilla.agent.reconcile.ScriptedRuntime;
import dev.flotilla.agent.session.ContactFile;
import dev.flotilla.agent.session.Session;
import dev.flotilla.agent.session.SessionSettings;
import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.RegistryMessage.AssignedUnit;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent but for its thread, its runtime and its network, on a clock that the test turns. */
class AgentTest {
    @TempDir
    Path directory;

    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private Duration now = Duration.ZERO;
    private Agent agent;

    @BeforeEach
    void start() {
        agent = newAgent("boot-1");
    }

    @Test
    void saysHelloThenRunsWhatItIsTold() {
        run(Duration.ofMillis(1));
        AgentMessage.Hello hello = registry.takeHeard(AgentMessage.Hello.class).getFirst();
        assertThat(hello.machine().value()).isEqualTo("m1");
        assertThat(hello.held()).isEmpty();

        registry.welcome(complete(7, launched("a", 1), loaded("b", 1)));
        run(Duration.ofMillis(20));

        assertThat(runtime.takeAsked()).containsExactly("load a.service b.service", "start a.service");
        assertThat(lastStates())
                .containsEntry(name("a"), "LAUNCHED active")
                .containsEntry(name("b"), "LOADED inactive");
        assertThat(agent.view().caughtUp()).isTrue();
        assertThat(agent.view().unacknowledged()).isZero();
    }

    @Test
    void reportsAStateChangeWithinMilliseconds() {
        connect(complete(7, launched("a", 1)));
        registry.takeHeard();

        runtime.becomes(name("a"), "failed");
        run(Duration.ofMillis(5));

        assertThat(registry.takeHeard(AgentMessage.StateReport.class))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.complete()).isFalse();
                    assertThat(report.changed()).extracting(UnitState::active).containsExactly("failed");
                });
    }

    /** What could not be kept is kept as soon as there is room: another agent goes by it. */
    @Test
    void progressThatDidNotFitOnTheDiskIsKeptLater() throws IOException {
        Path inTheWay = Files.createDirectory(directory.resolve("achieved.next"));
        connect(complete(7, launched("a", 1)));
        assertThat(new AchievedFile(directory, "boot-1").load()).isEmpty();

        Files.delete(inTheWay);
        run(Agent.SAFETY_TICK);

        assertThat(new AchievedFile(directory, "boot-1").load())
                .containsEntry(name("a"), Achieved.launched(file(1).hash()));
    }

    @Test
    void losingTheRegistryStopsNothing() {
        connect(complete(7, launched("a", 1)));
        runtime.takeAsked();

        registry.away(true);
        run(Duration.ofMinutes(10));

        assertThat(runtime.takeAsked()).isEmpty();
        assertThat(agent.view().connected()).isFalse();
        assertThat(agent.view().caughtUp()).isFalse();
        assertThat(runtime.running(name("a"))).isPresent();
    }

    @Test
    void comesBackByItselfAndTellsEverythingAnew() {
        connect(complete(7, launched("a", 1)));
        registry.away(true);
        run(Duration.ofMinutes(1));
        runtime.becomes(name("a"), "failed");
        registry.takeHeard();
        registry.away(false);

        run(Duration.ofSeconds(3));
        AgentMessage.Hello hello = registry.takeHeard(AgentMessage.Hello.class).getLast();
        registry.welcome(new RegistryMessage.Assignments(8, true, List.of(held(launched("a", 1))), List.of()));
        run(Duration.ofMillis(20));

        assertThat(hello.held()).containsEntry(name("a"), file(1).hash());
        assertThat(registry.takeHeard(AgentMessage.StateReport.class).getFirst())
                .satisfies(report -> {
                    assertThat(report.complete()).isTrue();
                    assertThat(report.changed()).extracting(UnitState::active).containsExactly("failed");
                });
        assertThat(runtime.takeAsked()).as("a reconnect starts nothing").doesNotContain("restart a.service");
    }

    @Test
    void aUnitThatMustNotRunTwiceIsStoppedBeforeTheTtlAndStartedWhenBack() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop"), launched("any", 1)));
        run(Duration.ofSeconds(20));
        runtime.takeAsked();
        registry.away(true);
        Duration lost = now;

        while (!runtime.takeAsked().contains("stop once.service")) {
            run(Duration.ofMillis(10));
            assertThat(now.minus(lost)).isLessThan(Duration.ofSeconds(6));
        }
        assertThat(now.minus(lost)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(runtime.running(name("any"))).isPresent();
        assertThat(agent.view().fenced()).isTrue();

        registry.away(false);
        run(Duration.ofSeconds(3));
        registry.welcome(new RegistryMessage.Assignments(
                8,
                true,
                List.of(held(assignment("once", 1, DesiredState.LAUNCHED, "stop")), held(launched("any", 1))),
                List.of()));
        run(Duration.ofMillis(20));

        assertThat(runtime.takeAsked()).containsExactly("start once.service");
        assertThat(lastStates()).containsEntry(name("once"), "LAUNCHED active");
    }

    /** The registry does not know that there is another agent now. */
    @Test
    void anAgentThatStartsAgainInAPartitionStopsWhatMustNotRunTwiceNoLaterThanTheOneBefore() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop"), launched("any", 1)));
        run(Duration.ofSeconds(20));
        runtime.takeAsked();
        registry.away(true);
        Duration lost = now;
        run(Duration.ofMillis(1500));

        agent = newAgent("boot-1");
        run(Duration.ofMillis(500));
        assertThat(runtime.takeAsked()).isEmpty();
        run(lost.plusMillis(4500).minus(now));

        assertThat(runtime.takeAsked()).containsExactly("stop once.service");
        assertThat(runtime.running(name("any"))).isPresent();
    }

    @Test
    void anAgentThatWasAwayForTooLongStopsWhatMustNotRunTwiceUntilItIsTold() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop"), launched("any", 1)));
        runtime.takeAsked();
        now = now.plusSeconds(7);

        agent = newAgent("boot-1");
        run(Duration.ofMillis(1));
        assertThat(runtime.takeAsked()).as("it may run elsewhere").containsExactly("stop once.service");

        registry.welcome();
        run(Duration.ofMillis(20));
        agent = newAgent("boot-1");
        run(Duration.ofMillis(20));
        assertThat(runtime.takeAsked())
                .as("nor does the next one start it, which was not told either")
                .isEmpty();
        assertThat(agent.view().fenced()).isTrue();

        registry.welcome(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop"), launched("any", 1)));
        run(Duration.ofMillis(20));
        assertThat(runtime.takeAsked()).containsExactly("start once.service");
    }

    @Test
    void anAgentThatIsBackInTimeStopsNothing() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop")));
        run(Duration.ofSeconds(20));
        runtime.takeAsked();
        now = now.plusSeconds(2);

        agent = newAgent("boot-1");
        run(Duration.ofMillis(1));
        registry.welcome(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop")));
        run(Duration.ofSeconds(20));

        assertThat(runtime.takeAsked()).isEmpty();
    }

    @Test
    void whenTheRegistryWasHeardIsKeptOnlyForUnitsThatMustNotRunTwice() {
        Path contact = directory.resolve("contact");
        connect(complete(7, launched("any", 1)));
        run(Duration.ofSeconds(20));
        assertThat(contact).doesNotExist();

        registry.say(complete(8, launched("any", 1), assignment("once", 1, DesiredState.LAUNCHED, "stop")));
        run(Duration.ofMillis(20));
        assertThat(contact).exists();
    }

    /** What failed before says nothing about a stop. */
    @Test
    void aUnitThatMustNotRunTwiceIsStoppedAlsoWhenItsNewContentCannotBeLoaded() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop")));
        runtime.unreachable(name("once"), true);
        registry.say(complete(8, assignment("once", 2, DesiredState.LAUNCHED, "stop")));
        run(Duration.ofMinutes(5));
        runtime.takeAsked();

        registry.away(true);
        run(Duration.ofSeconds(5));
        assertThat(runtime.takeAsked()).contains("stop once.service");

        runtime.unreachable(name("once"), false);
        run(Duration.ofSeconds(2));
        assertThat(runtime.takeAsked()).containsExactly("stop once.service", "load once.service");
        assertThat(runtime.running(name("once"))).isEmpty();
    }

    /** It may start elsewhere at once: whatever could not be done with it before is no reason to wait. */
    @Test
    void aUnitThatIsTakenAwayIsUnloadedAtOnceAlsoWhenItWaitedForAnotherAttempt() {
        connect(complete(7, launched("a", 1), launched("b", 1)));
        runtime.unreachable(name("a"), true);
        runtime.unreachable(name("b"), true);
        registry.say(complete(8, launched("a", 2), launched("b", 2)));
        run(Duration.ofMinutes(5));
        runtime.unreachable(name("a"), false);
        runtime.unreachable(name("b"), false);
        runtime.takeAsked();

        registry.say(new RegistryMessage.Assignments(9, false, List.of(), List.of(name("a"))));
        run(Duration.ofMillis(20));
        assertThat(runtime.takeAsked()).containsExactly("unload a.service");

        registry.say(complete(10));
        run(Duration.ofMillis(20));
        assertThat(runtime.takeAsked()).containsExactly("unload b.service");
    }

    @Test
    void aUnitThatMovedMeanwhileStaysStopped() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop")));
        registry.away(true);
        run(Duration.ofSeconds(30));
        registry.away(false);
        run(Duration.ofSeconds(3));
        runtime.takeAsked();

        registry.welcome();
        run(Duration.ofMillis(20));
        assertThat(runtime.takeAsked()).as("heard again, but not told yet").isEmpty();
        assertThat(agent.view().fenced()).isTrue();

        registry.say(complete(8));
        run(Duration.ofMillis(20));
        assertThat(runtime.takeAsked()).containsExactly("unload once.service");
        assertThat(runtime.list()).isEmpty();
        assertThat(agent.view().fenced()).isFalse();
    }

    @Test
    void aSilentConnectionIsAsBadAsNone() {
        connect(complete(7, assignment("once", 1, DesiredState.LAUNCHED, "stop")));
        registry.silent(true);

        run(Duration.ofSeconds(6));

        assertThat(runtime.takeAsked()).contains("stop once.service");
        assertThat(registry.sessions).as("it tried another replica").isGreaterThan(1);
    }

    @Test
    void anAgentThatStartsAgainCarriesOnWithoutTheRegistry() {
        connect(complete(7, launched("a", 1), launched("gone", 1)));
        runtime.takeAsked();
        runtime.becomes(name("gone"), "failed");
        registry.away(true);

        agent = newAgent("boot-1");
        run(Duration.ofMinutes(1));

        assertThat(runtime.takeAsked())
                .as("what ran is adopted, what failed is not started again")
                .isEmpty();
        assertThat(agent.view().assigned()).isEqualTo(2);
        assertThat(agent.view().states().get(name("a")).observed()).isEqualTo(DesiredState.LAUNCHED);
    }

    @Test
    void afterARebootWithoutTheRegistryEverythingIsStartedAgainInTime() {
        connect(complete(7, launched("a", 1), loaded("b", 1)));
        registry.away(true);
        ScriptedRuntime empty = new ScriptedRuntime();

        agent = newAgent("boot-2", empty);
        run(Agent.UNATTENDED_START.minusSeconds(1));
        assertThat(empty.takeAsked()).containsExactly("load a.service b.service");

        run(Duration.ofSeconds(2));
        assertThat(empty.takeAsked()).containsExactly("start a.service");
    }

    /** A machine that was cloned with its disk, say: the original runs them. */
    @Test
    void aMachineThatIsNotWantedStartsNothingThatItRemembers() {
        connect(complete(7, launched("a", 1)));
        ScriptedRuntime empty = new ScriptedRuntime();
        registry.refusing(new RegistryMessage.Refused("duplicate machine id", false, true));

        agent = newAgent("boot-2", empty);
        run(Agent.UNATTENDED_START.multipliedBy(3));
        assertThat(registry.sessions).as("it asks again").isGreaterThan(3);
        assertThat(empty.takeAsked()).containsExactly("load a.service");
        registry.away(true);
        run(Agent.UNATTENDED_START.multipliedBy(3));
        assertThat(empty.takeAsked()).as("nor when nobody refuses it any more").isEmpty();

        registry.away(false);
        registry.takeHeard();
        while (registry.takeHeard(AgentMessage.Hello.class).isEmpty()) {
            run(Duration.ofMillis(100));
        }
        registry.welcome(complete(9, launched("a", 1)));
        run(Duration.ofMillis(50));
        assertThat(empty.takeAsked()).containsExactly("start a.service");
    }

    /** Its welcome is not the word on what to run: that comes a moment later, or on another session. */
    @Test
    void aMachineThatIsWantedAgainStartsNothingBeforeItIsTold() {
        connect(complete(7, launched("a", 1)));
        ScriptedRuntime empty = new ScriptedRuntime();
        registry.refusing(new RegistryMessage.Refused("duplicate machine id", false, true));
        agent = newAgent("boot-2", empty);
        run(Agent.UNATTENDED_START.multipliedBy(3));
        registry.away(true);
        run(Duration.ofSeconds(3));
        empty.takeAsked();

        registry.away(false);
        run(Duration.ofSeconds(3));
        registry.welcome();
        run(Duration.ofMillis(20));
        assertThat(agent.view().connected()).isTrue();
        assertThat(empty.takeAsked()).as("welcome, but not told yet").isEmpty();

        registry.away(true);
        run(Duration.ofSeconds(10));
        assertThat(empty.takeAsked()).as("lost a moment ago").isEmpty();
        run(Agent.UNATTENDED_START);
        assertThat(empty.takeAsked()).containsExactly("start a.service");
    }

    @Test
    void afterARebootNothingIsStartedThatHasMovedMeanwhile() {
        connect(complete(7, launched("a", 1), launched("moved", 1)));
        ScriptedRuntime empty = new ScriptedRuntime();
        registry.away(true);

        agent = newAgent("boot-2", empty);
        run(Duration.ofSeconds(2));
        registry.away(false);
        run(Duration.ofSeconds(5));
        registry.welcome(complete(9, launched("a", 1)));
        run(Duration.ofMillis(50));

        assertThat(empty.takeAsked()).contains("start a.service").doesNotContain("start moved.service");
    }

    @Test
    void aMachineThatKnowsNothingStopsNothing() {
        runtime.has(name("a"), file(1), "active");
        registry.away(true);

        run(Duration.ofMinutes(1));

        assertThat(runtime.takeAsked()).isEmpty();
    }

    @Test
    void whatNowRunsElsewhereIsStopped() {
        runtime.has(name("old"), file(1), "active");

        connect(complete(7, launched("new", 1)));

        assertThat(runtime.takeAsked()).containsExactly("unload old.service", "load new.service", "start new.service");
    }

    @Test
    void startMeansStartAlsoForAFailedUnit() {
        connect(complete(7, launched("a", 1)));
        runtime.becomes(name("a"), "failed");
        run(Duration.ofSeconds(1));
        runtime.takeAsked();

        registry.say(new RegistryMessage.Assignments(8, false, List.of(sent(launched("a", 1))), List.of()));
        run(Duration.ofMillis(20));

        assertThat(runtime.takeAsked()).containsExactly("start a.service");
        assertThat(lastStates()).containsEntry(name("a"), "LAUNCHED active");
    }

    @Test
    void stopAndDestroyAreReportedAsTheyHappen() {
        connect(complete(7, launched("a", 1)));

        registry.say(new RegistryMessage.Assignments(8, false, List.of(held(loaded("a", 1))), List.of()));
        run(Duration.ofMillis(20));
        assertThat(lastStates()).containsEntry(name("a"), "LOADED inactive");

        registry.say(new RegistryMessage.Assignments(9, false, List.of(), List.of(name("a"))));
        run(Duration.ofMillis(20));
        assertThat(registry.takeHeard(AgentMessage.StateReport.class).getLast().removed())
                .containsExactly(name("a"));
    }

    @Test
    void anUnknownUnitFileIsAskedForWithANewSession() {
        connect(complete(7, launched("a", 1)));
        int sessions = registry.sessions;

        registry.say(new RegistryMessage.Assignments(8, false, List.of(held(launched("a", 2))), List.of()));
        run(Duration.ofSeconds(1));

        assertThat(registry.sessions).isEqualTo(sessions + 1);
        assertThat(runtime.running(name("a"))).contains(file(1).hash());
    }

    @Test
    void aReplicaThatLagsBehindIsNotBelieved() {
        connect(complete(100, launched("a", 1)));
        registry.away(true);
        run(Duration.ofMillis(10));
        registry.away(false);
        run(Duration.ofMillis(200));
        runtime.takeAsked();

        registry.welcome(complete(90));
        run(Duration.ofMillis(10));

        assertThat(runtime.takeAsked()).isEmpty();
        assertThat(agent.view().caughtUp()).isFalse();
    }

    @Test
    void aRegistryThatWasRestoredIsBelievedInTime() {
        connect(complete(100, launched("a", 1)));
        registry.away(true);
        run(Duration.ofMillis(10));
        registry.away(false);

        int welcomed = 0;
        Duration start = now;
        while (runtime.running(name("a")).isPresent() && now.minus(start).compareTo(Duration.ofMinutes(2)) < 0) {
            run(Duration.ofMillis(100));
            if (registry.sessions > welcomed) {
                welcomed = registry.sessions;
                registry.welcome(complete(3));
            }
        }

        assertThat(runtime.running(name("a"))).isEmpty();
        assertThat(now.minus(start)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
        assertThat(agent.view().revision()).isEqualTo(3);
    }

    @Test
    void aUnitThatCannotBeLoadedShowsWhy() {
        runtime.unreachable(name("a"), true);

        connect(complete(7, launched("a", 1)));

        assertThat(agent.view().states().get(name("a"))).satisfies(state -> {
            assertThat(state.load()).isEqualTo("error");
            assertThat(state.detail()).isNotEmpty();
        });
        runtime.unreachable(name("a"), false);
        run(Duration.ofSeconds(2));
        assertThat(lastStates()).containsEntry(name("a"), "LAUNCHED active");
    }

    @Test
    void aMachineThatLeavesSaysSoWhenItsUnitsHaveStopped() {
        connect(complete(7, launched("a", 1), loaded("b", 1)));
        runtime.takeAsked();
        registry.takeHeard();
        runtime.hold(true);

        CompletableFuture<Void> noted = agent.leave("maintenance");
        run(Duration.ofSeconds(3));
        assertThat(runtime.takeAsked()).containsExactly("unload a.service b.service");
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).isEmpty();

        runtime.takeHeld().forEach(job -> job.run().run());
        run(Duration.ofMillis(20));
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class))
                .containsExactly(new AgentMessage.Goodbye("maintenance"));
        run(Duration.ofSeconds(10));
        assertThat(noted).isDone();
        assertThat(registry.sessions).as("it does not come back").isEqualTo(1);
    }

    /** On a host with a registry replica that goes first, say. */
    @Test
    void aMachineThatLeavesWhileItLooksForAnotherReplicaSaysGoodbyeToThatOne() {
        connect(complete(7, launched("a", 1)));
        registry.away(true);
        run(Duration.ofMillis(10));
        runtime.takeAsked();

        CompletableFuture<Void> noted = agent.leave("maintenance");
        run(Duration.ofSeconds(1));
        assertThat(runtime.list()).isEmpty();
        assertThat(noted).isNotDone();

        registry.away(false);
        run(Duration.ofSeconds(3));
        registry.takeHeard();
        registry.welcome(complete(7, launched("a", 1)));
        run(Duration.ofMillis(20));
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class))
                .containsExactly(new AgentMessage.Goodbye("maintenance"));
        assertThat(noted).isDone();
        assertThat(runtime.takeAsked()).as("nothing is started again").containsExactly("unload a.service");
    }

    @Test
    void aGoodbyeThatWasLostWithItsSessionIsSaidAgain() {
        connect(complete(7, launched("a", 1)));
        registry.silent(true);
        CompletableFuture<Void> noted = agent.leave("maintenance");
        run(Duration.ofMillis(20));
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).hasSize(1);

        registry.away(true);
        run(Duration.ofMillis(10));
        assertThat(noted).as("who knows whether it was stored").isNotDone();

        registry.silent(false);
        registry.away(false);
        run(Duration.ofSeconds(1));
        registry.welcome(complete(7, launched("a", 1)));
        run(Duration.ofMillis(20));
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).hasSize(1);
        assertThat(noted).isDone();
    }

    /** A replica that goes down itself says so, and ends its sessions in good order. */
    @Test
    void aGoodbyeThatIsAnsweredWithARefusalIsSaidAgain() {
        connect(complete(7, launched("a", 1)));
        registry.silent(true);
        CompletableFuture<Void> noted = agent.leave("maintenance");
        run(Duration.ofMillis(20));
        registry.takeHeard();
        registry.say(new RegistryMessage.Refused("this replica is going down", false, false));
        registry.silent(false);
        run(Duration.ofSeconds(1));
        assertThat(noted).isNotDone();

        registry.welcome();
        run(Duration.ofMillis(20));
        assertThat(registry.takeHeard(AgentMessage.Goodbye.class)).hasSize(1);
        assertThat(noted).isDone();
    }

    /** By then the registry, if there is one, has taken the machine for lost. */
    @Test
    void aMachineThatLeavesWithoutARegistryIsGoneWithTheTtl() {
        connect(complete(7, launched("a", 1)));
        registry.away(true);
        run(Duration.ofSeconds(1));

        CompletableFuture<Void> noted = agent.leave("maintenance");
        run(Duration.ofSeconds(1));
        assertThat(runtime.list()).isEmpty();
        assertThat(noted).isNotDone();
        run(Duration.ofSeconds(6));
        int sessions = registry.sessions;
        assertThat(noted).isDone();

        run(Duration.ofMinutes(1));
        assertThat(registry.sessions).as("it does not come back").isEqualTo(sessions);
    }

    @Test
    void aMachineThatIsRefusedForGoodNeedNotSayGoodbye() {
        connect(complete(7, launched("a", 1)));
        registry.say(new RegistryMessage.Refused("not of this cluster", true, true));

        CompletableFuture<Void> noted = agent.leave("maintenance");
        run(Duration.ofMillis(20));

        assertThat(noted).isDone();
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void isIdleWhenNothingHappens() {
        connect(complete(7, launched("a", 1)));
        registry.takeHeard();

        int turns = run(Duration.ofMinutes(1));

        assertThat(registry.takeHeard()).hasOnlyElementsOfType(AgentMessage.Heartbeat.class);
        assertThat(turns).isLessThan(100);
    }

    private void connect(RegistryMessage.Assignments assignments) {
        run(Duration.ofMillis(1));
        registry.welcome(assignments);
        run(Duration.ofMillis(50));
    }

    private Agent newAgent(String bootId) {
        return newAgent(bootId, runtime);
    }

    private Agent newAgent(String bootId, ScriptedRuntime on) {
        mailbox.clear();
        return new Agent(
                new AgentIdentity(
                        new MachineId("m1"), bootId, "10.0.0.1", Map.of(), Capacity.UNKNOWN, "10.0.0.1:1", "test"),
                on,
                registry,
                new AssignmentFile(directory, directory, Runnable::run),
                new AchievedFile(directory, bootId),
                new ContactFile(directory, bootId, () -> Optional.of(now)),
                new Session(SessionSettings.DEFAULT, new Random(1), now),
                mailbox::add,
                () -> now,
                () -> ScriptedRuntime.SINCE);
    }

    /** Lets time pass, turning the agent whenever something has happened or is due; returns how often. */
    private int run(Duration length) {
        Duration end = now.plus(length);
        int turns = 0;
        while (true) {
            do {
                for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
                    task.run();
                }
                agent.turn();
                turns++;
            } while (!mailbox.isEmpty());
            Duration next = agent.nextTurn();
            if (next.compareTo(end) > 0) {
                now = end;
                return turns;
            }
            assertThat(turns).as("it would turn for ever").isLessThan(200_000);
            now = next.compareTo(now) > 0 ? next : now.plusNanos(1);
        }
    }

    private Map<UnitName, String> lastStates() {
        Map<UnitName, String> words = new java.util.TreeMap<>();
        agent.view().states().forEach((unit, state) -> words.put(unit, state.observed() + " " + state.active()));
        return words;
    }

    private static RegistryMessage.Assignments complete(long revision, Assignment... units) {
        return new RegistryMessage.Assignments(
                revision, true, Arrays.stream(units).map(AgentTest::sent).toList(), List.of());
    }

    private static AssignedUnit sent(Assignment unit) {
        return new AssignedUnit(unit.name(), unit.hash(), unit.desired(), Optional.of(unit.file()));
    }

    private static AssignedUnit held(Assignment unit) {
        return new AssignedUnit(unit.name(), unit.hash(), unit.desired(), Optional.empty());
    }
}
