package dev.flotilla.agent.reconcile;

import static dev.flotilla.agent.reconcile.Cast.assignment;
import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.launched;
import static dev.flotilla.agent.reconcile.Cast.loaded;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule for one unit, as a table. Content versions are 1 (old) and 2 (new). */
class DecisionTest {
    private static final Assignment NONE = null;

    /**
     * @param assigned launched or loaded, with content 2
     * @param has version and active state of what the runtime has; - nothing
     * @param achieved what the agent remembers; - nothing
     * @param expected the action's name; - none
     */
    @ParameterizedTest(name = "{0}, runtime {1}, achieved {2} -> {3}")
    @CsvSource({
        // nothing there yet
        "launched, -,           -,          Load",
        "loaded,   -,           -,          Load",
        // loaded, to be started
        "launched, 2:inactive,  -,          Start",
        "launched, 2:inactive,  loaded:2,   Start",
        "launched, 2:failed,    loaded:2,   Start",
        // started: what becomes of it is up to its Restart=
        "launched, 2:active,    launched:2, -",
        "launched, 2:failed,    launched:2, -",
        "launched, 2:inactive,  launched:2, -",
        "launched, 2:activating, launched:2, -",
        // an agent that remembers nothing adopts what runs
        "launched, 2:active,    -,          Note",
        "launched, 2:activating, -,         Note",
        "launched, 2:deactivating, -,       Start",
        // new content is loaded first, then started
        "launched, 1:active,    launched:1, Load",
        "launched, 2:active,    launched:1, Restart",
        "launched, 2:activating, launched:1, Restart",
        "launched, 2:failed,    launched:1, Start",
        "launched, 2:inactive,  loaded:1,   Start",
        "launched, 2:active,    loaded:1,   Restart",
        // started by something else meanwhile: start does no harm
        "launched, 2:active,    loaded:2,   Start",
        // back to loaded
        "loaded,   2:active,    launched:2, Stop",
        "loaded,   2:activating, launched:2, Stop",
        "loaded,   2:failed,    launched:2, Note",
        "loaded,   2:inactive,  launched:2, Note",
        "loaded,   2:active,    launched:1, Stop",
        "loaded,   2:inactive,  -,          Note",
        "loaded,   2:active,    -,          Stop",
        // an earlier agent had begun to stop it: it did not end by itself
        "launched, 2:active,    stopping:2, Start",
        "launched, 2:deactivating, stopping:2, Start",
        "launched, 2:failed,    stopping:2, Start",
        "launched, 2:inactive,  stopping:2, Start",
        "launched, 2:active,    stopping:1, Restart",
        "launched, 2:failed,    stopping:1, Start",
        "loaded,   2:active,    stopping:2, Stop",
        "loaded,   2:deactivating, stopping:2, Stop",
        "loaded,   2:failed,    stopping:2, Note",
        "nothing,  2:active,    stopping:2, Unload",
        // a loaded unit that a timer or another unit started is not ours to stop
        "loaded,   2:active,    loaded:2,   -",
        "loaded,   2:active,    loaded:1,   Note",
        "loaded,   1:active,    loaded:1,   Load",
        "loaded,   2:inactive,  loaded:2,   -",
        // not ours any more
        "nothing,  1:active,    launched:1, Unload",
        "nothing,  1:inactive,  -,          Unload",
        "nothing,  -,           -,          -",
    })
    void withNothingUnderWay(String assigned, String has, String achieved, String expected) {
        assertThat(decide(assigned, has, achieved, Optional.empty(), false)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}, runtime {1}, achieved {2}, {3} -> {4}")
    @CsvSource({
        // a start may take for ever: what is wanted now overtakes it
        "launched, 2:activating, launched:2, STARTING,  -",
        "loaded,   2:activating, launched:2, STARTING,  Stop",
        "loaded,   2:inactive,   launched:2, STARTING,  Stop",
        "nothing,  2:activating, launched:2, STARTING,  Unload",
        "launched, 1:activating, launched:1, STARTING,  Load",
        "launched, 2:activating, launched:1, STARTING,  Restart",
        // everything else is waited for
        "launched, 1:active,     launched:1, LOADING,   -",
        "nothing,  1:active,     launched:1, LOADING,   -",
        "launched, 2:active,     launched:2, STOPPING,  -",
        "nothing,  2:active,     launched:2, STOPPING,  -",
        "launched, 2:active,     launched:2, UNLOADING, -",
        "nothing,  2:active,     launched:2, UNLOADING, -",
    })
    void withSomethingUnderWay(String assigned, String has, String achieved, Flight flight, String expected) {
        assertThat(decide(assigned, has, achieved, Optional.of(flight), false)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}, fenced {1}, achieved {2}, {3} -> {4}")
    @CsvSource({
        "stop, true,  launched:2, 2:active,   Stop",
        "stop, true,  loaded:2,   2:inactive, -",
        "stop, false, loaded:2,   2:inactive, Start",
        "stop, true,  stopping:2, 2:active,   Stop",
        "stop, true,  stopping:2, 2:failed,   Note",
        "stop, false, stopping:2, 2:failed,   Start",
        "stop, false, launched:2, 2:active,   -",
        "keep, true,  launched:2, 2:active,   -",
        "keep, true,  loaded:2,   2:inactive, Start",
        // with content that was replaced, and cannot be loaded maybe
        "stop, true,  launched:1, 1:active,   Stop",
        "stop, true,  -,          1:active,   Stop",
        "stop, true,  loaded:2,   1:inactive, Load",
        "stop, true,  launched:1, 1:failed,   Load",
        "keep, true,  launched:1, 1:active,   Load",
    })
    void whenTheRegistryIsNotHeard(String policy, boolean fenced, String achieved, String has, String expected) {
        Assignment assignment = assignment("a", 2, DesiredState.LAUNCHED, policy);
        Optional<Action> action = Decision.next(new UnitSituation(
                Optional.of(assignment),
                Optional.of(observed(has, policy)),
                achieved(achieved, policy),
                Optional.empty(),
                fenced));

        assertThat(word(action)).isEqualTo(expected);
    }

    /** A restart that an earlier agent began, for content 2 or for one that has been replaced since. */
    @ParameterizedTest(name = "{0}, process {1} when it began for content {2}, runtime {3} {4} -> {5}")
    @CsvSource({
        "launched, 7, 2, 2:active,       7, Restart",
        "launched, 7, 2, 2:active,       8, Note",
        "launched, 7, 2, 2:deactivating, -, Restart",
        "launched, 7, 2, 2:activating,   -, Note",
        "launched, 7, 2, 2:inactive,     -, Start",
        "launched, 7, 2, 2:failed,       -, Start",
        "launched, 7, 1, 2:active,       8, Restart",
        "launched, 7, 1, 1:active,       8, Load",
        "loaded,   7, 2, 2:active,       8, Stop",
        "loaded,   7, 2, 2:inactive,     -, Note",
        // no process: what its state says must do
        "launched, -, 2, 2:active,       -, Note",
        "launched, -, 2, 2:active,       8, Note",
    })
    void anEarlierAgentsRestart(String assigned, String before, int begunFor, String has, String now, String expected) {
        Achieved achieved = Achieved.restarting(
                file(begunFor).hash(), new Footprint(process(before), ScriptedRuntime.SINCE.minusSeconds(1)));
        RuntimeUnit there = observed(has);
        UnitStatus status =
                new UnitStatus("loaded", there.status().active(), "", ScriptedRuntime.SINCE, "", process(now));
        Optional<Action> action = Decision.next(new UnitSituation(
                Optional.of(assigned.equals("launched") ? launched("a", 2) : loaded("a", 2)),
                Optional.of(new RuntimeUnit(there.name(), there.hash(), status)),
                Optional.of(achieved),
                Optional.empty(),
                false));

        assertThat(word(action)).isEqualTo(expected);
    }

    /** A target, say, that nothing has happened to since. */
    @Test
    void aRestartOfWhatHasNoProcessIsOpenWhileItsStateIsTheSame() {
        RuntimeUnit there = observed("2:active");
        Optional<Action> action = Decision.next(new UnitSituation(
                Optional.of(launched("a", 2)),
                Optional.of(there),
                Optional.of(Achieved.restarting(file(2).hash(), Footprint.of(there.status()))),
                Optional.empty(),
                false));

        assertThat(word(action)).isEqualTo("Restart");
    }

    private static OptionalLong process(String word) {
        return word.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(word));
    }

    @Test
    void everyStopSaysWhy() {
        Optional<Action> unload = Decision.next(new UnitSituation(
                Optional.empty(), Optional.of(observed("1:active")), Optional.empty(), Optional.empty(), false));
        Optional<Action> stop = Decision.next(new UnitSituation(
                Optional.of(loaded("a", 2)),
                Optional.of(observed("2:active")),
                achieved("launched:2"),
                Optional.empty(),
                false));

        assertThat(unload.map(Action::cause)).contains("no longer assigned");
        assertThat(stop.map(Action::cause)).contains("desired state is loaded");
    }

    private static String decide(
            String assigned, String has, String achieved, Optional<Flight> flight, boolean fenced) {
        Assignment assignment =
                switch (assigned) {
                    case "launched" -> launched("a", 2);
                    case "loaded" -> loaded("a", 2);
                    default -> NONE;
                };
        Optional<RuntimeUnit> observed = has.equals("-") ? Optional.empty() : Optional.of(observed(has));
        return word(Decision.next(
                new UnitSituation(Optional.ofNullable(assignment), observed, achieved(achieved), flight, fenced)));
    }

    private static String word(Optional<Action> action) {
        return action.map(a -> a.getClass().getSimpleName()).orElse("-");
    }

    private static RuntimeUnit observed(String versionAndActive, String... policy) {
        String[] parts = versionAndActive.split(":");
        return new RuntimeUnit(
                name("a"),
                file(Integer.parseInt(parts[0]), policy).hash(),
                new UnitStatus("loaded", parts[1], "", ScriptedRuntime.SINCE, "", OptionalLong.empty()));
    }

    private static Optional<Achieved> achieved(String stateAndVersion, String... policy) {
        if (stateAndVersion.equals("-")) {
            return Optional.empty();
        }
        String[] parts = stateAndVersion.split(":");
        UnitHash hash = file(Integer.parseInt(parts[1]), policy).hash();
        return Optional.of(
                parts[0].equals("stopping")
                        ? Achieved.stopping(hash)
                        : new Achieved(hash, DesiredState.ofWord(parts[0]).orElseThrow(), Optional.empty()));
    }
}
