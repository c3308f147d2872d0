package dev.flotilla.agent.runtime.process.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.process.definition.Dependencies;
import dev.flotilla.agent.runtime.process.definition.Dependencies.Kind;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs over made-up units that start and stop when the test says so. */
@Timeout(10)
class JobsTest {
    private final UnitGraph graph = new UnitGraph();
    private final Map<String, Boolean> host = new LinkedHashMap<>();
    private final Jobs jobs = new Jobs(graph, name -> Optional.ofNullable(host.get(name.value())));
    private final List<String> log = new ArrayList<>();

    @Test
    void aStartIsDoneWhenTheUnitIsUp() {
        Fake a = unit("a");
        var start = start(a);
        assertThat(log).containsExactly("start a");
        assertThat(start).isNotDone();
        a.becomes(Activity.ACTIVE);
        assertThat(start.join().isDone()).isTrue();
    }

    @Test
    void aStartThatFailsSaysWhy() {
        Fake a = unit("a");
        var start = start(a);
        a.becomes(Activity.FAILED);
        assertThat(start.join()).isEqualTo(new JobResult(Outcome.FAILED, "a failed"));
    }

    @Test
    void whatIsUpNeedNotStartAndWhatIsDownNeedNotStop() {
        Fake a = unit("a").is(Activity.ACTIVE);
        assertThat(start(a).join().isDone()).isTrue();
        Fake b = unit("b");
        assertThat(stop(b).join().isDone()).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void requiredUnitsAreStartedTooAndFirstWhenOrdered() {
        Fake a = unit("a", Kind.REQUIRES, "b", Kind.AFTER, "b");
        Fake b = unit("b");
        var start = start(a);
        assertThat(log).containsExactly("start b");
        b.becomes(Activity.ACTIVE);
        assertThat(log).containsExactly("start b", "start a");
        a.becomes(Activity.ACTIVE);
        assertThat(start).isDone();
    }

    @Test
    void withoutAnOrderAllStartAtOnce() {
        Fake a = unit("a", Kind.REQUIRES, "b");
        unit("b");
        start(a);
        assertThat(log).containsExactlyInAnyOrder("start a", "start b");
    }

    @Test
    void beforeIsAfterTheOtherWayRound() {
        Fake a = unit("a", Kind.WANTS, "b");
        Fake b = unit("b", Kind.BEFORE, "a");
        start(a);
        assertThat(log).containsExactly("start b");
        b.becomes(Activity.ACTIVE);
        assertThat(log).containsExactly("start b", "start a");
    }

    @Test
    void aFailureTakesWithItWhatRequiresIt() {
        Fake a = unit("a", Kind.REQUIRES, "b", Kind.AFTER, "b");
        Fake b = unit("b", Kind.BINDS_TO, "c", Kind.AFTER, "c");
        Fake c = unit("c");
        var start = start(a);
        c.becomes(Activity.FAILED);
        assertThat(start.join().outcome()).isEqualTo(Outcome.DEPENDENCY);
        assertThat(log).containsExactly("start c", "refused b", "refused a");
        assertThat(b.activity()).isEqualTo(Activity.INACTIVE);
    }

    @Test
    void aFailureOfWhatIsOnlyWantedDoesNot() {
        Fake a = unit("a", Kind.WANTS, "b", Kind.AFTER, "b");
        Fake b = unit("b");
        var start = start(a);
        b.becomes(Activity.FAILED);
        assertThat(log).containsExactly("start b", "start a");
        a.becomes(Activity.ACTIVE);
        assertThat(start.join().isDone()).isTrue();
    }

    @Test
    void unknownUnitsFailWhoRequiresThemAndNobodyElse() {
        assertThat(start(unit("a", Kind.REQUIRES, "x")).join())
                .isEqualTo(new JobResult(Outcome.FAILED, "Unit x.service not found."));
        assertThat(start(unit("b", Kind.BINDS_TO, "x")).join().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(start(unit("c", Kind.REQUISITE, "x")).join().outcome()).isEqualTo(Outcome.DEPENDENCY);
        log.clear();
        start(unit("d", Kind.WANTS, "x", Kind.AFTER, "x", Kind.CONFLICTS, "x"));
        assertThat(log).containsExactly("start d");
    }

    @Test
    void unitsOfTheMachineCount() {
        host.put("up.service", true);
        host.put("down.service", false);
        start(unit("a", Kind.REQUIRES, "up", Kind.REQUISITE, "up"));
        assertThat(log).containsExactly("start a");
        assertThat(start(unit("b", Kind.REQUIRES, "down")).join().outcome()).isEqualTo(Outcome.DEPENDENCY);
    }

    @Test
    void aWantedUnitThatCannotBeHadBringsNothingOfItsOwn() {
        Fake a = unit("a", Kind.WANTS, "b");
        unit("b", Kind.REQUIRES, "c", Kind.REQUISITE, "x");
        unit("c");
        start(a);
        assertThat(log).containsExactly("start a");
    }

    @Test
    void aRequisiteMustBeUpAlready() {
        Fake b = unit("b");
        Fake a = unit("a", Kind.REQUISITE, "b");
        assertThat(start(a).join().outcome()).isEqualTo(Outcome.DEPENDENCY);
        b.is(Activity.ACTIVE);
        log.clear();
        start(a);
        assertThat(log).containsExactly("start a");
    }

    @Test
    void whatDoesNotLoadDoesNotStart() {
        Fake a = unit("a");
        a.fault = "bad";
        assertThat(start(a).join()).isEqualTo(new JobResult(Outcome.FAILED, "bad"));
        Fake b = unit("b", Kind.REQUIRES, "a");
        assertThat(start(b).join()).isEqualTo(new JobResult(Outcome.FAILED, "bad"));
        assertThat(log).containsExactly("refused a", "refused b");
    }

    @Test
    void conflictingUnitsAreStoppedFirstWhenOrdered() {
        Fake b = unit("b").is(Activity.ACTIVE);
        Fake a = unit("a", Kind.CONFLICTS, "b", Kind.AFTER, "b");
        start(a);
        assertThat(log).containsExactly("stop b");
        b.becomes(Activity.INACTIVE);
        assertThat(log).containsExactly("stop b", "start a");
    }

    @Test
    void aConflictWorksBothWays() {
        unit("b", Kind.CONFLICTS, "a").is(Activity.ACTIVE);
        start(unit("a"));
        assertThat(log).contains("stop b");
    }

    @Test
    void contradictoryWishesAreRefusedAsAWhole() {
        Fake a = unit("a", Kind.REQUIRES, "b", Kind.CONFLICTS, "b");
        unit("b");
        assertThat(start(a).join().words()).contains("conflicting jobs");
        assertThat(log).containsExactly("refused a");
    }

    @Test
    void aStopReachesWhatDependsOnItInReverseOrder() {
        Fake a = unit("a").is(Activity.ACTIVE);
        Fake requires = unit("requires", Kind.REQUIRES, "a", Kind.AFTER, "a").is(Activity.ACTIVE);
        Fake part = unit("part", Kind.PART_OF, "a", Kind.AFTER, "a").is(Activity.ACTIVE);
        unit("wants", Kind.WANTS, "a", Kind.AFTER, "a").is(Activity.ACTIVE);
        var stop = stop(a);
        assertThat(log).containsExactlyInAnyOrder("stop requires", "stop part");
        requires.becomes(Activity.INACTIVE);
        assertThat(log).doesNotContain("stop a");
        part.becomes(Activity.INACTIVE);
        assertThat(log).endsWith("stop a");
        a.becomes(Activity.INACTIVE);
        assertThat(stop).isDone();
    }

    @Test
    void aRestartStopsAllThenStartsThemInOrder() {
        Fake a = unit("a").is(Activity.ACTIVE);
        Fake b = unit("b", Kind.BINDS_TO, "a", Kind.AFTER, "a").is(Activity.ACTIVE);
        unit("down", Kind.PART_OF, "a");
        var restart = jobs.submit(JobKind.RESTART, a, true);
        b.becomes(Activity.INACTIVE);
        a.becomes(Activity.INACTIVE);
        a.becomes(Activity.ACTIVE);
        b.becomes(Activity.ACTIVE);
        assertThat(log).containsExactly("stop b", "stop a", "start a", "start b");
        assertThat(restart.join().isDone()).isTrue();
    }

    @Test
    void whatIsBoundGoesDownToo() {
        Fake a = unit("a").is(Activity.ACTIVE);
        unit("bound", Kind.BINDS_TO, "a").is(Activity.ACTIVE);
        unit("requiring", Kind.REQUIRES, "a").is(Activity.ACTIVE);
        a.becomes(Activity.FAILED);
        assertThat(log).containsExactly("stop bound");
    }

    @Test
    void whatIsBoundGoesDownAlsoWhileItStarts() {
        Fake a = unit("a").is(Activity.ACTIVE);
        Fake bound = unit("bound", Kind.BINDS_TO, "a");
        var start = start(bound);
        a.becomes(Activity.FAILED);
        assertThat(log).containsExactly("start bound", "stop bound");
        assertThat(start.join().outcome()).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void whatIsBoundGoesDownWithAStartThatFails() {
        Fake a = unit("a");
        Fake bound = unit("bound", Kind.BINDS_TO, "a");
        var start = start(bound);
        bound.becomes(Activity.ACTIVE);
        assertThat(start.join().isDone()).isTrue();
        a.becomes(Activity.DEACTIVATING);
        a.becomes(Activity.FAILED);
        assertThat(log).containsExactlyInAnyOrder("start a", "start bound", "stop bound");
    }

    @Test
    void whatComesUpWhenWhatItIsBoundToIsGoneAlreadyGoesDownAgain() {
        Fake a = unit("a").is(Activity.ACTIVE);
        Fake first = unit("first");
        Fake bound = unit("bound", Kind.BINDS_TO, "a", Kind.WANTS, "first", Kind.AFTER, "first");
        start(bound);
        a.becomes(Activity.INACTIVE);
        first.becomes(Activity.ACTIVE);
        bound.becomes(Activity.ACTIVE);
        assertThat(log).containsExactly("start first", "start bound", "stop bound");
    }

    @Test
    void whatIsBoundToAUnitThatIsStillToStartStaysUp() {
        Fake first = unit("first");
        Fake a = unit("a", Kind.WANTS, "first", Kind.AFTER, "first");
        Fake bound = unit("bound", Kind.BINDS_TO, "a");
        start(bound);
        bound.becomes(Activity.ACTIVE);
        first.becomes(Activity.ACTIVE);
        a.becomes(Activity.ACTIVE);
        assertThat(log).doesNotContain("stop bound");
        assertThat(bound.activity()).isEqualTo(Activity.ACTIVE);
    }

    @Test
    void boundAndOrderedMeansThatItMustReallyBeUp() {
        Fake a = unit("a", Kind.BINDS_TO, "b", Kind.AFTER, "b");
        Fake b = unit("b");
        var start = start(a);
        b.becomes(Activity.INACTIVE);
        assertThat(start.join().outcome()).isEqualTo(Outcome.DEPENDENCY);
        assertThat(log).doesNotContain("start a");
    }

    @Test
    void aLaterWishTakesThePlaceOfAnEarlierOne() {
        Fake a = unit("a");
        var start = start(a);
        var stop = stop(a);
        assertThat(start.join().outcome()).isEqualTo(Outcome.CANCELED);
        a.becomes(Activity.DEACTIVATING);
        var again = start(a);
        assertThat(stop.join().outcome()).isEqualTo(Outcome.CANCELED);
        assertThat(log).containsExactly("start a", "stop a");
        a.becomes(Activity.INACTIVE);
        assertThat(log).endsWith("start a");
        a.becomes(Activity.ACTIVE);
        assertThat(again.join().isDone()).isTrue();
    }

    @Test
    void theSameWishIsOneJob() {
        Fake a = unit("a");
        var first = start(a);
        var second = start(a);
        assertThat(log).containsExactly("start a");
        a.becomes(Activity.ACTIVE);
        assertThat(first).isDone();
        assertThat(second).isDone();
    }

    @Test
    void aCircleOfOrderingsDoesNotWaitForEver() {
        Fake a = unit("a", Kind.REQUIRES, "b", Kind.AFTER, "b");
        Fake b = unit("b", Kind.AFTER, "a");
        start(a);
        assertThat(log).hasSize(1);
        (log.contains("start a") ? a : b).becomes(Activity.ACTIVE);
        assertThat(log).containsExactlyInAnyOrder("start a", "start b");
    }

    @Test
    void aUnitThatWaitsToRestartIsStartedAtOnceWhenAsked() {
        Fake a = unit("a").is(Activity.ACTIVATING);
        a.waits = true;
        start(a);
        assertThat(log).containsExactly("start a");
    }

    @Test
    void aFailureStartsWhatIsNamedForIt() {
        Fake a = unit("a", Kind.ON_FAILURE, "b", Kind.ON_SUCCESS, "c").is(Activity.ACTIVE);
        unit("b");
        unit("c");
        a.becomes(Activity.FAILED);
        assertThat(log).containsExactly("start b");
    }

    @Test
    void aGoodEndStartsWhatIsNamedForIt() {
        Fake a = unit("a", Kind.ON_FAILURE, "b", Kind.ON_SUCCESS, "c").is(Activity.ACTIVE);
        unit("b");
        unit("c");
        a.becomes(Activity.INACTIVE);
        assertThat(log).containsExactly("start c");
    }

    @Test
    void aFailureThatIsFollowedByARestartStartsNothing() {
        Fake a = unit("a", Kind.ON_FAILURE, "b").is(Activity.ACTIVE);
        unit("b");
        a.activity = Activity.ACTIVATING;
        jobs.changed(a, Activity.ACTIVE, Activity.FAILED, true);
        assertThat(log).isEmpty();
    }

    @Test
    void aStartThatComesToNothingEndsTheJob() {
        Fake a = unit("a");
        a.immediate = Optional.of(new JobResult(Outcome.SKIPPED, "condition"));
        assertThat(start(a).join().outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void abandonedJobsSaySo() {
        var start = start(unit("a"));
        jobs.abandon(new FlotillaError.Unavailable("closed").asException());
        assertThat(start).isCompletedExceptionally();
    }

    @Test
    void aUnitThatIsGoneIsUnknown() {
        Fake b = unit("b");
        Fake a = unit("a", Kind.REQUIRES, "b");
        graph.remove(b.name());
        assertThat(start(a).join().words()).isEqualTo("Unit b.service not found.");
    }

    // ---- made-up units

    private CompletableFuture<JobResult> start(Fake unit) {
        return jobs.submit(JobKind.START, unit, true);
    }

    private CompletableFuture<JobResult> stop(Fake unit) {
        return jobs.submit(JobKind.STOP, unit, true);
    }

    private Fake unit(String name, Object... kindsAndNames) {
        var byKind = new EnumMap<Kind, Set<UnitName>>(Kind.class);
        for (int i = 0; i < kindsAndNames.length; i += 2) {
            byKind.put(
                    (Kind) kindsAndNames[i],
                    Arrays.stream(((String) kindsAndNames[i + 1]).split(" "))
                            .map(other -> UnitName.parse(other + ".service"))
                            .collect(Collectors.toSet()));
        }
        var unit = new Fake(UnitName.parse(name + ".service"), new Dependencies(byKind));
        graph.put(unit);
        return unit;
    }

    private final class Fake implements JobUnit {
        private final UnitName name;
        private final Dependencies dependencies;
        private Activity activity = Activity.INACTIVE;
        private boolean waits;
        private String fault = "";
        private Optional<JobResult> immediate = Optional.empty();

        Fake(UnitName name, Dependencies dependencies) {
            this.name = name;
            this.dependencies = dependencies;
        }

        Fake is(Activity now) {
            activity = now;
            return this;
        }

        void becomes(Activity now) {
            Activity before = activity;
            activity = now;
            jobs.changed(this, before, now, false);
        }

        @Override
        public UnitName name() {
            return name;
        }

        @Override
        public Dependencies dependencies() {
            return dependencies;
        }

        @Override
        public Activity activity() {
            return activity;
        }

        @Override
        public Optional<String> loadFault() {
            return Optional.of(fault).filter(text -> !text.isEmpty());
        }

        @Override
        public boolean waitsToRestart() {
            return waits;
        }

        @Override
        public Optional<JobResult> start(boolean asked) {
            log.add("start " + name.withoutType());
            if (immediate.isEmpty()) {
                waits = false;
                becomes(Activity.ACTIVATING);
            }
            return immediate;
        }

        @Override
        public void stop() {
            log.add("stop " + name.withoutType());
            becomes(Activity.DEACTIVATING);
        }

        @Override
        public void refused(JobResult result) {
            log.add("refused " + name.withoutType());
        }

        @Override
        public void unplanned(JobResult result) {
            refused(result);
        }

        @Override
        public String failure() {
            return name.withoutType() + " failed";
        }
    }
}
