package dev.flotilla.agent.reconcile;

import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever happens in between: in the end the machine runs what it is to run, and nothing was done twice. */
class ConvergenceTest {
    private static final List<String> WORDS = List.of("a", "b", "c", "d", "e");

    private ScriptedRuntime runtime = new ScriptedRuntime();
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private Duration now = Duration.ZERO;

    @BeforeTry
    void anew() {
        runtime = new ScriptedRuntime();
        mailbox.clear();
        now = Duration.ZERO;
    }

    @Property(tries = 400)
    void anyHistoryConverges(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 100_000) Integer> history, @ForAll long seed) {
        Random random = new Random(seed);
        Reconciler reconciler = new Reconciler(runtime, Map.of(), mailbox::add, () -> now);
        List<ScriptedRuntime.Job> pending = new ArrayList<>();
        runtime.hold(true);
        Assignments wanted = cluster(0);
        for (int step : history) {
            wanted = cluster(step);
            boolean fenced = random.nextInt(4) == 0;
            for (String word : WORDS) {
                runtime.unreachable(name(word), random.nextInt(5) == 0);
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                reconciler.pass(wanted, fenced, Knowledge.TOLD);
                assertHasCauses(runtime.takeAsked(), wanted);
                pending.addAll(runtime.takeHeld());
                Collections.shuffle(pending, random);
                if (!pending.isEmpty() && random.nextBoolean()) {
                    pending.removeFirst().run().run();
                }
                drain();
                now = now.plusMillis(random.nextInt(2_000));
            }
        }
        WORDS.forEach(word -> runtime.unreachable(name(word), false));
        for (int i = 0; i < 40; i++) {
            now = now.plusMinutes(1);
            reconciler.pass(wanted, false, Knowledge.TOLD);
            pending.addAll(runtime.takeHeld());
            // a late job of an overtaken start does nothing in a real runtime: later calls win
            pending.forEach(job -> job.run().run());
            pending.clear();
            drain();
        }

        assertSettled(wanted, reconciler);
        runtime.takeAsked();
        reconciler.pass(wanted, false, Knowledge.TOLD);
        assertThat(runtime.takeAsked()).as("the plan of what is as planned").isEmpty();
    }

    /** Nothing is started, stopped or forgotten but what the assignments of the moment say. */
    private static void assertHasCauses(List<String> asked, Assignments wanted) {
        for (String words : asked) {
            String[] parts = words.split(" ");
            var desired = wanted.get(UnitName.parse(parts[1])).map(Assignment::desired);
            switch (parts[0]) {
                case "unload" -> assertThat(desired).as(words).isEmpty();
                case "stop" -> assertThat(desired).as(words).contains(DesiredState.LOADED);
                case "start", "restart" -> assertThat(desired).as(words).contains(DesiredState.LAUNCHED);
                default -> assertThat(desired).as(words).isPresent();
            }
        }
    }

    private void assertSettled(Assignments wanted, Reconciler reconciler) {
        assertThat(runtime.list().keySet()).isEqualTo(wanted.units().keySet());
        for (Assignment unit : wanted.units().values()) {
            RuntimeUnit has = runtime.list().get(unit.name());
            assertThat(has.hash()).isEqualTo(unit.hash());
            assertThat(reconciler.achieved(unit.name()))
                    .contains(new Achieved(unit.hash(), unit.desired(), Optional.empty()));
        }
        assertThat(reconciler.counts().inFlight()).isZero();
    }

    @Property(tries = 300)
    void theOrderOfInputDoesNotMatter(@ForAll @IntRange(max = 100_000) int cluster, @ForAll long seed) {
        Random random = new Random(seed);
        Assignments wanted = cluster(cluster);
        Map<UnitName, RuntimeUnit> observed = new TreeMap<>();
        WORDS.forEach(word -> {
            if (random.nextBoolean()) {
                runtime.has(name(word), file(random.nextInt(2)), random.nextBoolean() ? "active" : "inactive");
            }
        });
        observed.putAll(runtime.list());
        List<UnitName> shuffled = new ArrayList<>(observed.keySet());
        Collections.shuffle(shuffled, random);
        Map<UnitName, RuntimeUnit> other = new LinkedHashMap<>();
        shuffled.forEach(name -> other.put(name, observed.get(name)));

        assertThat(Plan.of(wanted, other, Map.of(), Map.of(), Set.of(), false, Knowledge.TOLD))
                .isEqualTo(Plan.of(wanted, observed, Map.of(), Map.of(), Set.of(), false, Knowledge.TOLD));
    }

    @Property(tries = 300)
    void whatRunsAsItShouldIsLeftAlone(@ForAll @IntRange(max = 100_000) int cluster) {
        Assignments wanted = cluster(cluster);
        wanted.units()
                .values()
                .forEach(unit -> runtime.has(
                        unit.name(), unit.file(), unit.desired() == DesiredState.LAUNCHED ? "active" : "inactive"));
        Reconciler restarted = new Reconciler(runtime, Map.of(), mailbox::add, () -> now);

        restarted.pass(wanted, false, Knowledge.TOLD);
        drain();
        restarted.pass(wanted, true, Knowledge.TOLD);

        assertThat(runtime.takeAsked()).isEmpty();
        assertSettled(wanted, restarted);
    }

    /** A cluster of up to five units from the digits of a number: absent, loaded or launched, with content 0 or 1. */
    private static Assignments cluster(int number) {
        TreeMap<UnitName, Assignment> units = new TreeMap<>();
        int rest = number;
        for (String word : WORDS) {
            int digit = rest % 7;
            rest /= 7;
            if (digit > 1) {
                DesiredState desired = digit > 3 ? DesiredState.LAUNCHED : DesiredState.LOADED;
                Assignment unit = Cast.assignment(word, digit % 2, desired);
                units.put(unit.name(), unit);
            }
        }
        return new Assignments(true, 1, units);
    }

    private void drain() {
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
            task.run();
        }
    }
}
