package dev.flotilla.agent.report;

import static dev.flotilla.agent.reconcile.Cast.assignments;
import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.launched;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.reconcile.Achieved;
import dev.flotilla.agent.reconcile.Knowledge;
import dev.flotilla.agent.reconcile.Reconciler;
import dev.flotilla.agent.reconcile.ScriptedRuntime;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class UnitStatesTest {
    private static final UnitName UNIT = name("a");
    private static final Assignments WANTED = assignments(launched("a", 1));

    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private final Reconciler reconciler =
            new Reconciler(runtime, Map.of(UNIT, Achieved.loaded(file(1).hash())), mailbox::add, () -> Duration.ZERO);
    private final UnitStates states = new UnitStates(
            MachineId.parse("0123456789abcdef0123456789abcdef"), runtime, reconciler, () -> ScriptedRuntime.SINCE);

    /** Somebody who asked for the start must not take the failure of before for what came of it. */
    @Test
    void aFailedUnitCountsAsLaunchedOnceItsStartHasBegun() {
        runtime.has(UNIT, file(1), "failed");
        runtime.hold(true);
        reconciler.pass(WANTED, false, Knowledge.TOLD);
        assertThat(runtime.takeAsked()).containsExactly("start a.service");
        assertThat(observed()).isEqualTo(DesiredState.LOADED);

        runtime.becomes(UNIT, "activating");
        assertThat(observed()).isEqualTo(DesiredState.LAUNCHED);
    }

    @Test
    void aUnitThatFailsAtOnceIsLaunchedAndFailed() {
        runtime.has(UNIT, file(1), "failed");
        runtime.broken(UNIT);
        reconciler.pass(WANTED, false, Knowledge.TOLD);
        mailbox.remove().run();
        assertThat(observed()).isEqualTo(DesiredState.LAUNCHED);
        assertThat(states.of(WANTED).get(UNIT).active()).isEqualTo("failed");
    }

    private DesiredState observed() {
        return states.of(WANTED).get(UNIT).observed();
    }
}
