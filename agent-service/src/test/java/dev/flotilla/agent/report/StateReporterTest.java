package dev.flotilla.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.reconcile.Cast;
import dev.flotilla.client.session.AgentMessage.StateReport;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StateReporterTest {
    private static final Duration START = Duration.ofSeconds(1);

    private final StateReporter reporter = new StateReporter();

    @Test
    void aSessionBeginsWithEverything() {
        reporter.observe(states("a:active", "b:failed"), START);
        assertThat(reporter.next(START)).as("without a session").isEmpty();

        reporter.established();

        assertThat(reporter.next(START)).contains(new StateReport(true, list("a:active", "b:failed"), List.of(), 1));
        assertThat(reporter.next(START.plusSeconds(1))).isEmpty();
    }

    @Test
    void aMachineWithoutUnitsSaysSo() {
        reporter.established();

        assertThat(reporter.next(START)).contains(new StateReport(true, List.of(), List.of(), 1));
    }

    @Test
    void thenOnlyWhatChanged() {
        begin("a:active", "b:active");

        reporter.observe(states("a:active", "b:failed", "c:active"), START);

        assertThat(next()).contains(new StateReport(false, list("b:failed", "c:active"), List.of(), 2));
        reporter.observe(states("b:failed", "c:active"), START);
        assertThat(next()).contains(new StateReport(false, List.of(), List.of(Cast.name("a")), 3));
    }

    @Test
    void changesGatherForAMomentAndOnlyTheLastCounts() {
        begin("a:activating");

        reporter.observe(states("a:active"), START);
        assertThat(reporter.due(START)).contains(START.plus(StateReporter.GATHERING));
        assertThat(reporter.next(START)).isEmpty();
        reporter.observe(states("a:failed"), START.plusMillis(1));

        assertThat(reporter.next(START.plus(StateReporter.GATHERING)))
                .contains(new StateReport(false, list("a:failed"), List.of(), 2));
    }

    @Test
    void aFlowOfChangesDoesNotPutTheReportOff() {
        begin("a:v0");
        for (int i = 1; i <= 2; i++) {
            reporter.observe(states("a:v" + i), START.plusMillis(i));
        }

        assertThat(StateReporter.GATHERING).isLessThanOrEqualTo(Duration.ofMillis(5));
        assertThat(reporter.due(START)).contains(START.plusMillis(1).plus(StateReporter.GATHERING));
    }

    @Test
    void whatChangedBackIsNotReported() {
        begin("a:active");

        reporter.observe(states("a:reloading"), START);
        reporter.observe(states("a:active"), START.plusMillis(1));

        assertThat(next()).isEmpty();
        assertThat(reporter.due(START)).isEmpty();
    }

    @Test
    void aNewSessionIsToldEverythingAgain() {
        begin("a:active");
        reporter.lost();
        reporter.observe(states("a:failed"), START);
        assertThat(next()).isEmpty();

        reporter.established();

        assertThat(reporter.next(START)).contains(new StateReport(true, list("a:failed"), List.of(), 1));
    }

    @Test
    void aRegistryThatDoesNotKeepUpGetsFewerAndLargerReports() {
        begin("a:v0");
        int sent = 1;
        for (int i = 1; i <= 100; i++) {
            reporter.observe(states("a:v" + i), START.plusMillis(10L * i));
            if (reporter.next(START.plusMillis(10L * i + 5)).isPresent()) {
                sent++;
            }
        }
        assertThat(sent).isEqualTo(StateReporter.MOST_UNACKNOWLEDGED);

        reporter.stored(sent);

        assertThat(reporter.next(START.plusSeconds(10)))
                .contains(new StateReport(false, list("a:v100"), List.of(), sent + 1L));
        assertThat(reporter.unacknowledged()).isEqualTo(1);
    }

    /** Whoever applies the reports in order knows what the machine has. */
    @Property(tries = 200)
    void theReportsAddUp(@ForAll long seed) {
        Random random = new Random(seed);
        StateReporter any = new StateReporter();
        Map<UnitName, UnitState> registry = new HashMap<>();
        Map<UnitName, UnitState> machine = Map.of();
        Duration now = START;
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    any.lost();
                    any.established();
                }
                case 1 -> any.stored(random.nextInt(70));
                default -> {
                    machine = random(random);
                    any.observe(machine, now);
                }
            }
            now = now.plusMillis(random.nextInt(4));
            any.next(now).ifPresent(report -> apply(report, registry));
        }
        any.established();
        any.next(now.plusSeconds(1)).ifPresent(report -> apply(report, registry));
        any.observe(machine, now);
        any.next(now.plusSeconds(2)).ifPresent(report -> apply(report, registry));

        assertThat(registry).isEqualTo(machine);
    }

    private static void apply(StateReport report, Map<UnitName, UnitState> registry) {
        if (report.complete()) {
            registry.clear();
        }
        report.changed().forEach(state -> registry.put(state.unit(), state));
        report.removed().forEach(registry::remove);
    }

    private static Map<UnitName, UnitState> random(Random random) {
        Map<UnitName, UnitState> states = new HashMap<>();
        for (String word : List.of("a", "b", "c")) {
            if (random.nextBoolean()) {
                UnitState state = state(word + ":v" + random.nextInt(3));
                states.put(state.unit(), state);
            }
        }
        return states;
    }

    private void begin(String... words) {
        reporter.observe(states(words), START.minusMillis(500));
        reporter.established();
        assertThat(reporter.next(START.minusMillis(400))).isPresent();
    }

    private Optional<StateReport> next() {
        return reporter.next(START.plusMillis(100));
    }

    private static Map<UnitName, UnitState> states(String... words) {
        Map<UnitName, UnitState> states = new HashMap<>();
        list(words).forEach(state -> states.put(state.unit(), state));
        return states;
    }

    private static List<UnitState> list(String... words) {
        return java.util.Arrays.stream(words).map(StateReporterTest::state).toList();
    }

    private static UnitState state(String nameAndActive) {
        String[] parts = nameAndActive.split(":");
        return new UnitState(
                Cast.name(parts[0]),
                new MachineId("m1"),
                Cast.file(1).hash(),
                DesiredState.LAUNCHED,
                "loaded",
                parts[1],
                "",
                Instant.EPOCH,
                "");
    }
}
