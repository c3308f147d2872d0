package dev.flotilla.agent;

import static dev.flotilla.agent.reconcile.Cast.launched;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.AssignmentFile;
import dev.flotilla.agent.companion.Companion;
import dev.flotilla.agent.companion.Companions;
import dev.flotilla.agent.companion.LocalUnit;
import dev.flotilla.agent.reconcile.AchievedFile;
import dev.flotilla.agent.reconcile.ScriptedRuntime;
import dev.flotilla.agent.session.ContactFile;
import dev.flotilla.agent.session.Session;
import dev.flotilla.agent.session.SessionSettings;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.RegistryMessage.AssignedUnit;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before a unit that offers something is stopped its records are withdrawn, and then its DrainSeconds pass. */
class DrainingTest {
    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final UnitName WEB = name("web");

    @TempDir
    Path directory;

    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private final Companions companions = new Companions(() -> this.now);
    private final Sidekick sidekick = new Sidekick();
    private Duration now = Duration.ZERO;
    private Agent agent;

    /** Writes down what it is told of units: {@code web.service}, or {@code web.service leaving}. */
    private static final class Sidekick implements Companion {
        private final List<String> told = new ArrayList<>();
        private final Map<UnitName, Optional<UnitFile>> offers = new HashMap<>();

        @Override
        public void news(boolean complete, Collection<LocalUnit> changed, Collection<UnitName> removed) {
            changed.forEach(unit -> {
                told.add(unit.state().unit() + (unit.leaving() ? " leaving" : ""));
                offers.put(unit.state().unit(), unit.file());
            });
        }

        String last() {
            return told.getLast();
        }
    }

    @BeforeEach
    void start() {
        agent = new Agent(
                new AgentIdentity(
                        new MachineId("m1"), "boot-1", "10.0.0.1", Map.of(), Capacity.UNKNOWN, "10.0.0.1:1", "test"),
                runtime,
                registry,
                new AssignmentFile(directory, directory, Runnable::run),
                new AchievedFile(directory, "boot-1"),
                new ContactFile(directory, "boot-1", () -> Optional.of(now)),
                new Session(SessionSettings.DEFAULT, new Random(1), now),
                mailbox::add,
                () -> now,
                () -> ScriptedRuntime.SINCE,
                companions);
        run(AT_ONCE);
    }

    private static Assignment web(DesiredState desired, String... more) {
        UnitFile file = UnitFile.parse(
                "web.service",
                "[Service]\nExecStart=/bin/sleep 1d\n[X-Discovery]\nService=website\nPort=80\n"
                        + String.join("\n", more)
                        + "\n");
        return Assignment.of(WEB, file.hash(), file, desired);
    }

    private static Assignment drainsFor(int seconds, DesiredState desired) {
        return web(desired, "DrainSeconds=" + seconds);
    }

    /** The registry says what the machine is to run, from now on. */
    private void assigned(long revision, Assignment... units) {
        registry.say(new RegistryMessage.Assignments(
                revision,
                true,
                Arrays.stream(units)
                        .map(unit ->
                                new AssignedUnit(unit.name(), unit.hash(), unit.desired(), Optional.of(unit.file())))
                        .toList(),
                List.of()));
    }

    /** The units run, and the sidekick knows. */
    private void running(Assignment... units) {
        registry.welcome(new RegistryMessage.Assignments(1, true, List.of(), List.of()));
        companions.join(sidekick, true);
        assigned(7, units);
        run(Duration.ofMillis(50));
        assertThat(runtime.running(WEB)).isPresent();
        assertThat(sidekick.told).contains("web.service");
        runtime.takeAsked();
    }

    private void run(Duration length) {
        Duration end = now.plus(length);
        while (true) {
            do {
                for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
                    task.run();
                }
                agent.turn();
            } while (!mailbox.isEmpty());
            Duration next = agent.nextTurn();
            if (next.compareTo(end) > 0) {
                now = end;
                return;
            }
            now = next.compareTo(now) > 0 ? next : now.plusNanos(1);
        }
    }

    @Test
    void theSignalComesAfterTheWithdrawalAndTheDrainTime() {
        running(drainsFor(5, DesiredState.LAUNCHED));

        assigned(8, drainsFor(5, DesiredState.LOADED));
        run(AT_ONCE);
        assertThat(sidekick.last()).as("it is told first").isEqualTo("web.service leaving");
        run(Duration.ofSeconds(1));
        assertThat(runtime.takeAsked()).as("nobody said that it is withdrawn").isEmpty();

        companions.withdrawn(WEB);
        run(Duration.ofMillis(4900));
        assertThat(runtime.takeAsked()).as("what it is doing may end").isEmpty();
        assertThat(runtime.running(WEB)).isPresent();

        run(Duration.ofMillis(200));
        assertThat(runtime.takeAsked()).containsExactly("stop web.service");
    }

    @Test
    void withoutADrainTimeOnlyTheWithdrawalIsWaitedFor() {
        running(web(DesiredState.LAUNCHED));

        assigned(8, web(DesiredState.LOADED));
        run(Duration.ofMillis(500));
        assertThat(runtime.takeAsked()).isEmpty();

        companions.withdrawn(WEB);
        run(AT_ONCE);
        assertThat(runtime.takeAsked()).containsExactly("stop web.service");
    }

    @Test
    void aUnitThatMovesAndOneWithNewContentAreDrainedToo() {
        running(drainsFor(5, DesiredState.LAUNCHED));

        assigned(8, web(DesiredState.LAUNCHED, "DrainSeconds=5", "Version=2"));
        run(AT_ONCE);
        companions.withdrawn(WEB);
        run(Duration.ofMillis(4900));
        assertThat(runtime.takeAsked()).doesNotContain("restart web.service", "stop web.service");
        run(Duration.ofMillis(200));
        assertThat(runtime.takeAsked()).contains("restart web.service");

        assigned(9);
        run(AT_ONCE);
        companions.withdrawn(WEB);
        run(Duration.ofMillis(4900));
        assertThat(runtime.takeAsked()).isEmpty();
        run(Duration.ofMillis(200));
        assertThat(runtime.takeAsked()).containsExactly("unload web.service");
    }

    /** It may take long, or for ever when it cannot be loaded; what runs is to be found meanwhile. */
    @Test
    void newContentIsOfferedOnceItRuns() {
        Assignment before = drainsFor(5, DesiredState.LAUNCHED);
        Assignment after = web(DesiredState.LAUNCHED, "Version=2");
        running(before);
        runtime.unreachable(WEB, true);

        assigned(8, after);
        run(Duration.ofMinutes(2));
        assertThat(sidekick.offers).containsEntry(WEB, Optional.of(before.file()));
        assertThat(sidekick.last()).as("it stays where it is").isEqualTo("web.service");

        runtime.unreachable(WEB, false);
        assigned(9, after);
        run(Duration.ofSeconds(1));
        companions.withdrawn(WEB);
        run(Duration.ofMillis(4900));
        assertThat(runtime.takeAsked()).as("what ran has its drain time").doesNotContain("restart web.service");
        assertThat(sidekick.offers).containsEntry(WEB, Optional.of(before.file()));
        run(Duration.ofMillis(200));
        assertThat(runtime.takeAsked()).contains("restart web.service");
        assertThat(sidekick.offers).containsEntry(WEB, Optional.of(after.file()));
        assertThat(sidekick.last()).isEqualTo("web.service");
    }

    /** It is drained like any other before it goes. */
    @Test
    void contentThatOffersNothingAnyMoreIsNoReasonToDropWhatRuns() {
        running(drainsFor(5, DesiredState.LAUNCHED));

        assigned(8, Assignment.of(WEB, silent().hash(), silent(), DesiredState.LAUNCHED));
        run(AT_ONCE);
        assertThat(sidekick.last()).isEqualTo("web.service leaving");
        companions.withdrawn(WEB);
        run(Duration.ofMillis(4900));
        assertThat(runtime.takeAsked()).doesNotContain("restart web.service");
        run(Duration.ofMillis(200));
        assertThat(runtime.takeAsked()).contains("restart web.service");
        assertThat(sidekick.offers).containsEntry(WEB, Optional.empty());
    }

    private static UnitFile silent() {
        return UnitFile.parse("web.service", "[Service]\nExecStart=/bin/sleep 1d\n");
    }

    @Test
    void nobodyElseIsHeldUp() {
        running(drainsFor(600, DesiredState.LAUNCHED), launched("other", 1));

        assigned(8, drainsFor(600, DesiredState.LOADED), launched("third", 1));
        run(AT_ONCE);

        assertThat(runtime.takeAsked())
                .containsExactlyInAnyOrder("unload other.service", "load third.service", "start third.service");
    }

    @Test
    void aSidekickThatDoesNotAnswerIsNotWaitedForLong() {
        running(drainsFor(5, DesiredState.LAUNCHED));

        assigned(8, drainsFor(5, DesiredState.LOADED));
        run(Duration.ofMillis(1900));
        assertThat(runtime.takeAsked()).isEmpty();
        run(Duration.ofMillis(200));

        assertThat(runtime.takeAsked()).containsExactly("stop web.service");
    }

    @Test
    void aSidekickThatIsAwayIsNotWaitedForAtAll() {
        running(drainsFor(5, DesiredState.LAUNCHED));
        companions.leave(sidekick);

        assigned(8, drainsFor(5, DesiredState.LOADED));
        run(AT_ONCE);

        assertThat(runtime.takeAsked()).containsExactly("stop web.service");
    }

    @Test
    void aStopThatIsCalledOffInTimeStopsNothing() {
        running(drainsFor(5, DesiredState.LAUNCHED));
        assigned(8, drainsFor(5, DesiredState.LOADED));
        run(AT_ONCE);
        companions.withdrawn(WEB);
        run(Duration.ofSeconds(3));

        assigned(9, drainsFor(5, DesiredState.LAUNCHED));
        run(AT_ONCE);
        assertThat(sidekick.last()).as("it may be published again").isEqualTo("web.service");
        run(Duration.ofMinutes(1));

        assertThat(runtime.takeAsked()).isEmpty();
        assertThat(runtime.running(WEB)).isPresent();
    }

    @Test
    void aMachineThatIsFencedHasNoTimeForIt() {
        Assignment once = Assignment.of(WEB, fenced().hash(), fenced(), DesiredState.LAUNCHED);
        running(once);
        run(Duration.ofSeconds(20));
        registry.away(true);

        run(Duration.ofSeconds(6));

        assertThat(runtime.takeAsked()).contains("stop web.service");
    }

    private static UnitFile fenced() {
        return UnitFile.parse("web.service", """
                [Service]
                ExecStart=/bin/sleep 1d
                [X-Flotilla]
                OnPartition=stop
                [X-Discovery]
                Service=website
                Port=80
                DrainSeconds=600
                """);
    }
}
