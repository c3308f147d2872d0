package dev.flotilla.agent.reconcile;

import static dev.flotilla.agent.reconcile.Cast.assignments;
import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.launched;
import static dev.flotilla.agent.reconcile.Cast.loaded;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Assignments PARTITIONED = assignments(Cast.assignment("a", 1, DesiredState.LAUNCHED, "stop"));

    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private Duration now = Duration.ZERO;
    private final Reconciler reconciler = new Reconciler(runtime, Map.of(), mailbox::add, () -> now);

    @Test
    void loadsInOneBatchThenStarts() {
        settle(assignments(launched("a", 1), launched("b", 1), loaded("c", 1)));

        assertThat(runtime.takeAsked())
                .containsExactly("load a.service b.service c.service", "start a.service", "start b.service");
        assertThat(reconciler.achieved(name("c"))).contains(Achieved.loaded(file(1).hash()));
    }

    @Test
    void doesNothingBeforeTheRegistryHasSpoken() {
        runtime.has(name("a"), file(1), "active");

        settle(Assignments.UNKNOWN);

        assertThat(runtime.takeAsked()).isEmpty();
    }

    @Test
    void stopsWhatIsNotAssignedBeforeItStartsOthers() {
        runtime.has(name("z"), file(1), "active");

        settle(assignments(launched("a", 1)));

        assertThat(runtime.takeAsked()).containsExactly("unload z.service", "load a.service", "start a.service");
    }

    /** Its data were lost, and the content changed meanwhile: what runs is the old one. */
    @Test
    void anAgentThatRemembersNothingRestartsWhatRunsWithOldContent() {
        runtime.has(name("a"), file(1), "active");

        settle(assignments(launched("a", 2)));

        assertThat(runtime.takeAsked()).containsExactly("load a.service", "restart a.service");
    }

    /** Its disk was full, or is a copy from last week: what is on it is no reason to stop anything. */
    @Test
    void whatIsOnlyRememberedStopsNothing() {
        runtime.has(name("unknown"), file(1), "active");
        runtime.has(name("newer"), file(2), "active");
        runtime.has(name("loaded"), file(1), "active");
        Assignments remembered = assignments(launched("newer", 1), loaded("loaded", 1), launched("down", 1));

        reconciler.pass(remembered, false, Knowledge.REMEMBERED);
        drain();
        reconciler.pass(remembered, false, Knowledge.REMEMBERED);
        assertThat(runtime.takeAsked()).containsExactly("load down.service");

        reconciler.pass(remembered, false, Knowledge.UNATTENDED);
        drain();
        assertThat(runtime.takeAsked()).containsExactly("start down.service");

        settle(remembered);
        assertThat(runtime.takeAsked())
                .contains("unload unknown.service", "stop loaded.service", "restart newer.service");
    }

    /** It was heard too long ago, whoever remembers it. */
    @Test
    void aFencedUnitIsStoppedAlsoWhenItIsOnlyRemembered() {
        Assignments remembered = assignments(Cast.assignment("a", 1, DesiredState.LAUNCHED, "stop"));
        settle(remembered);
        runtime.takeAsked();

        reconciler.pass(remembered, true, Knowledge.REMEMBERED);

        assertThat(runtime.takeAsked()).containsExactly("stop a.service");
    }

    @Test
    void aStuckUnitHoldsUpNoOther() {
        runtime.hold(true);
        reconciler.pass(assignments(launched("stuck", 1)), false, Knowledge.TOLD);
        runtime.takeHeld().forEach(job -> job.run().run());
        drain();
        reconciler.pass(assignments(launched("stuck", 1)), false, Knowledge.TOLD);
        ScriptedRuntime.Job never = runtime.takeHeld().getFirst();
        runtime.hold(false);
        runtime.takeAsked();

        settle(assignments(launched("stuck", 1), launched("b", 1)));

        assertThat(never.words()).isEqualTo("start stuck.service");
        assertThat(runtime.takeAsked()).containsExactly("load b.service", "start b.service");
    }

    @Test
    void aStopOvertakesAStartThatDoesNotEnd() {
        settle(assignments(loaded("a", 1)));
        runtime.hold(true);
        reconciler.pass(assignments(launched("a", 1)), false, Knowledge.TOLD);
        ScriptedRuntime.Job start = runtime.takeHeld().getFirst();
        runtime.hold(false);

        settle(assignments(loaded("a", 1)));
        start.run().run(); // it ends after all, too late to count
        settle(assignments(loaded("a", 1)));

        assertThat(runtime.takeAsked()).containsSubsequence("start a.service", "stop a.service");
        assertThat(reconciler.achieved(name("a"))).contains(Achieved.loaded(file(1).hash()));
    }

    @Test
    void aFailedUnitIsNotStartedAgainUntilSomebodyAsks() {
        runtime.broken(name("a"));
        settle(assignments(launched("a", 1)));
        settle(assignments(launched("a", 1)));
        assertThat(runtime.takeAsked()).containsExactly("load a.service", "start a.service");

        reconciler.askedAgain(name("a"));
        settle(assignments(launched("a", 1)));

        assertThat(runtime.takeAsked()).containsExactly("start a.service");
    }

    @Test
    void askingAgainForARunningUnitChangesNothing() {
        settle(assignments(launched("a", 1)));
        runtime.takeAsked();

        reconciler.askedAgain(name("a"));
        settle(assignments(launched("a", 1)));

        assertThat(runtime.takeAsked()).isEmpty();
    }

    @Test
    void newContentIsLoadedThenTheUnitRestarted() {
        settle(assignments(launched("a", 1)));
        runtime.takeAsked();

        settle(assignments(launched("a", 2)));

        assertThat(runtime.takeAsked()).containsExactly("load a.service", "restart a.service");
        assertThat(runtime.running(name("a"))).contains(file(2).hash());
    }

    /** What is kept before the restart is asked for tells the next agent whether it was carried out. */
    @Test
    void anAgentThatDiesDuringARestartLeavesOneRestartBehind() {
        List<Map<UnitName, Achieved>> kept = new ArrayList<>();
        List<String> askedBefore = new ArrayList<>();
        AtomicReference<Reconciler> dying = new AtomicReference<>();
        dying.set(new Reconciler(runtime, Map.of(), mailbox::add, () -> now, StopGate.OPEN, () -> {
            kept.add(dying.get().durable());
            askedBefore.addAll(runtime.takeAsked());
        }));
        settle(dying.get(), assignments(launched("a", 1)));
        dying.get().pass(assignments(launched("a", 2)), false, Knowledge.TOLD);
        drain();
        runtime.takeAsked();
        kept.clear();
        askedBefore.clear();
        runtime.hold(true);
        dying.get().pass(assignments(launched("a", 2)), false, Knowledge.TOLD);
        ScriptedRuntime.Job restart = runtime.takeHeld().getFirst();
        runtime.hold(false);
        assertThat(restart.words()).isEqualTo("restart a.service");
        assertThat(askedBefore).as("kept before it is asked for").isEmpty();
        assertThat(kept).hasSize(1);
        runtime.takeAsked();

        settle(new Reconciler(runtime, kept.getFirst(), mailbox::add, () -> now), assignments(launched("a", 2)));
        assertThat(runtime.takeAsked()).as("it never came to it").containsExactly("restart a.service");

        settle(new Reconciler(runtime, kept.getFirst(), mailbox::add, () -> now), assignments(launched("a", 2)));
        assertThat(runtime.takeAsked()).as("it had been carried out").isEmpty();
        assertThat(runtime.running(name("a"))).contains(file(2).hash());
    }

    /** The stop hung until it was killed, and nobody was there any more to see why the unit had failed. */
    @Test
    void anAgentThatDiesDuringAStopForAPartitionLeavesAUnitToBeStarted() {
        Map<UnitName, Achieved> kept = keptByOneThatDiesStopping(PARTITIONED, true);
        runtime.becomes(name("a"), "failed");

        settle(new Reconciler(runtime, kept, mailbox::add, () -> now), PARTITIONED);

        assertThat(runtime.takeAsked()).containsExactly("start a.service");
        assertThat(runtime.running(name("a"))).isPresent();
    }

    @Test
    void anAgentThatDiesBeforeItAsksForAStopLeavesAUnitThatRunsOn() {
        Map<UnitName, Achieved> kept = keptByOneThatDiesStopping(PARTITIONED, true);
        var process = runtime.list().get(name("a")).status().mainPid();
        Reconciler next = new Reconciler(runtime, kept, mailbox::add, () -> now);

        settle(next, PARTITIONED);

        assertThat(runtime.list().get(name("a")).status().mainPid()).isEqualTo(process);
        assertThat(next.achieved(name("a")).orElseThrow().isLaunched()).isTrue();
        settle(next, PARTITIONED);
        assertThat(runtime.takeAsked()).as("once").containsExactly("start a.service");
    }

    @Test
    void aStopOfAnAgentThatDiedIsCarriedOnWhileTheUnitIsStillToStop() {
        Map<UnitName, Achieved> kept = keptByOneThatDiesStopping(PARTITIONED, true);

        new Reconciler(runtime, kept, mailbox::add, () -> now).pass(PARTITIONED, true, Knowledge.REMEMBERED);

        assertThat(runtime.takeAsked()).containsExactly("stop a.service");
    }

    /** It was taken from the machine, and came back while nobody was there to unload it. */
    @Test
    void anAgentThatDiesDuringAnUnloadLeavesAUnitToBeStarted() {
        Map<UnitName, Achieved> kept = keptByOneThatDiesStopping(assignments(), false);
        runtime.becomes(name("a"), "inactive");

        settle(new Reconciler(runtime, kept, mailbox::add, () -> now), PARTITIONED);

        assertThat(runtime.takeAsked()).containsExactly("start a.service");
    }

    /** One whose progress, whenever it has it kept, goes into that list. */
    private Reconciler keepingIn(List<Map<UnitName, Achieved>> kept, Map<UnitName, Achieved> achieved) {
        AtomicReference<Reconciler> keeping = new AtomicReference<>();
        keeping.set(new Reconciler(
                runtime,
                achieved,
                mailbox::add,
                () -> now,
                StopGate.OPEN,
                () -> kept.add(keeping.get().durable())));
        return keeping.get();
    }

    /** What it kept before it asked for the stop of a unit that ran. */
    private Map<UnitName, Achieved> keptByOneThatDiesStopping(Assignments then, boolean fenced) {
        List<Map<UnitName, Achieved>> kept = new ArrayList<>();
        Reconciler dying = keepingIn(kept, Map.of());
        settle(dying, PARTITIONED);
        kept.clear();
        runtime.hold(true);
        dying.pass(then, fenced, Knowledge.TOLD);
        runtime.hold(false);
        assertThat(runtime.takeHeld()).hasSize(1);
        runtime.takeAsked();
        assertThat(kept).hasSize(1);
        return kept.getFirst();
    }

    /** The bus is lost with the answer: what was asked may be carried out all the same. */
    @Test
    void aUnitWhoseStopWasNotAnsweredIsStartedWhenItIsToRun() {
        settle(PARTITIONED);
        runtime.unreachable(name("a"), true);
        reconciler.pass(PARTITIONED, true, Knowledge.TOLD);
        drain();
        runtime.unreachable(name("a"), false);
        runtime.becomes(name("a"), "inactive");
        runtime.takeAsked();

        now = reconciler.nextRetry().orElseThrow();
        settle(PARTITIONED);

        assertThat(runtime.takeAsked()).containsExactly("start a.service");
    }

    @Test
    void whatCannotBeDoneIsTriedAgainLaterAndLater() {
        settle(assignments(loaded("a", 1)));
        runtime.unreachable(name("a"), true);
        runtime.takeAsked();

        settle(assignments(launched("a", 1)));
        assertThat(runtime.takeAsked()).containsExactly("start a.service");
        assertThat(reconciler.failure(name("a"))).contains("the runtime cannot be reached");
        assertThat(reconciler.achieved(name("a")).orElseThrow().isLaunched()).isFalse();

        Duration first = reconciler.nextRetry().orElseThrow();
        now = first;
        settle(assignments(launched("a", 1)));
        assertThat(runtime.takeAsked()).containsExactly("start a.service");
        assertThat(reconciler.nextRetry().orElseThrow().minus(now)).isGreaterThan(first);

        runtime.unreachable(name("a"), false);
        now = reconciler.nextRetry().orElseThrow();
        settle(assignments(launched("a", 1)));
        assertThat(runtime.running(name("a"))).isPresent();
        assertThat(reconciler.failure(name("a"))).isEmpty();
    }

    @Test
    void aChangeOfWhatIsWantedEndsTheWaiting() {
        settle(assignments(loaded("a", 1)));
        runtime.unreachable(name("a"), true);
        settle(assignments(launched("a", 1)));
        runtime.unreachable(name("a"), false);

        reconciler.changed(name("a"));
        settle(assignments(launched("a", 1)));

        assertThat(runtime.running(name("a"))).isPresent();
    }

    @Test
    void aStartThatIsNotOverIsCarriedOutAgainAfterACrash() {
        settle(assignments(loaded("a", 1)));
        runtime.hold(true);
        reconciler.pass(assignments(launched("a", 1)), false, Knowledge.TOLD);

        assertThat(reconciler.achieved(name("a"))).contains(Achieved.launched(file(1).hash()));
        Map<UnitName, Achieved> kept = reconciler.durable();
        runtime.takeAsked();
        new Reconciler(runtime, kept, mailbox::add, () -> now)
                .pass(assignments(launched("a", 1)), false, Knowledge.TOLD);
        assertThat(runtime.takeAsked()).containsExactly("start a.service");

        runtime.takeHeld().forEach(job -> job.run().run());
        drain();
        assertThat(reconciler.durable().get(name("a"))).isEqualTo(Achieved.launched(file(1).hash()));
    }

    /** It was loaded, launched, and set back to loaded while no agent was there: what runs is not somebody else's. */
    @Test
    void aStartThatIsNotOverIsTakenBackAfterACrash() {
        settle(assignments(loaded("a", 1)));
        runtime.hold(true);
        List<Map<UnitName, Achieved>> kept = new ArrayList<>();
        keepingIn(kept, reconciler.durable()).pass(assignments(launched("a", 1)), false, Knowledge.TOLD);
        runtime.hold(false);
        runtime.becomes(name("a"), "active");
        runtime.takeAsked();

        settle(new Reconciler(runtime, kept.getFirst(), mailbox::add, () -> now), assignments(loaded("a", 1)));

        assertThat(runtime.takeAsked()).containsExactly("stop a.service");
    }

    @Test
    void unitsThatAreGoneAreForgotten() {
        settle(assignments(launched("a", 1)));

        settle(assignments());
        settle(assignments(launched("a", 1)));

        assertThat(runtime.takeAsked())
                .containsExactly(
                        "load a.service", "start a.service", "unload a.service", "load a.service", "start a.service");
    }

    /** Passes until nothing is left to do. */
    private void settle(Assignments assignments) {
        settle(reconciler, assignments);
    }

    private void settle(Reconciler settling, Assignments assignments) {
        settling.pass(assignments, false, Knowledge.TOLD);
        while (!mailbox.isEmpty()) {
            drain();
            settling.pass(assignments, false, Knowledge.TOLD);
        }
    }

    private void drain() {
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
            task.run();
        }
    }
}
