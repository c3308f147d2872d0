package dev.flotilla.registry.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.machine.MetadataPatch;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StateWritesTest {
    private final Lab lab = Lab.withOneReplica();

    private List<String> states() {
        return lab
                .get(lab.registry()
                        .states()
                        .list(new StateQuery(Optional.empty(), Optional.empty(), 0, Optional.empty(), 0)))
                .states()
                .stream()
                .map(state -> state.unit() + "@" + state.machine() + "=" + state.active())
                .toList();
    }

    private static List<Long> acks(AgentProbe agent) {
        return agent.told(ToAgent.StateAck.class).stream()
                .map(ToAgent.StateAck::sequence)
                .toList();
    }

    @Test
    void aReportIsStoredThenAcknowledged() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active"), agent.state("b.service", "failed")));
        lab.loop.run();
        assertThat(states()).containsExactly("a.service@m1=active", "b.service@m1=failed");
        assertThat(acks(agent)).containsExactly(1L);
    }

    @Test
    void whatIsSoAlreadyIsNotWritten() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        long writes = lab.store.commits();
        agent.report(2, true, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        assertThat(lab.store.commits()).isEqualTo(writes);
        assertThat(acks(agent)).containsExactly(1L, 2L);
    }

    @Test
    void aCompleteReportRemovesWhatIsLeftOver() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active"), agent.state("b.service", "active")));
        lab.loop.run();
        agent.disconnect();
        agent.connect(lab.registry());
        lab.loop.run();
        agent.report(1, true, List.of(agent.state("b.service", "active")));
        agent.report(2, false, List.of(agent.state("c.service", "active")));
        lab.loop.run();
        assertThat(states()).containsExactly("b.service@m1=active", "c.service@m1=active");
        assertThat(acks(agent)).containsExactly(1L, 2L);
    }

    /** A commit of unknown outcome may be carried out after the ones that follow it. */
    @Test
    void aReportThatArrivesLateDoesNotOverwriteANewerOne() {
        AgentProbe agent = lab.agent("m1");
        lab.link().next(transaction -> true, Fate.LATE);
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.advance(Duration.ofSeconds(1));
        agent.report(2, false, List.of(), "a.service");
        lab.advance(Duration.ofSeconds(1));
        assertThat(acks(agent)).containsExactly(1L, 2L);
        lab.link().releaseHeld();
        lab.loop.run();
        assertThat(states()).isEmpty();
    }

    /** Together they are more than a transaction holds. */
    @Test
    void machinesWithMuchMetadataDoNotHoldUpAReportOfUnknownOutcome() {
        Map<String, String> metadata =
                IntStream.range(0, 60).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v".repeat(250)));
        List<AgentProbe> agents = IntStream.range(0, 100)
                .mapToObj(i -> lab.agent("m" + i, metadata))
                .toList();
        lab.link().next(this::writesStates, Fate.LATE, Fate.LATE);
        agents.forEach(agent -> agent.report(1, true, List.of(agent.state("a.service", "active"))));
        lab.advance(Duration.ofSeconds(2));
        assertThat(states()).hasSize(100);
        agents.forEach(agent -> assertThat(acks(agent)).containsExactly(1L));
        agents.forEach(agent -> agent.report(2, false, List.of(), "a.service"));
        lab.advance(Duration.ofSeconds(2));
        lab.link().releaseHeld();
        lab.loop.run();
        assertThat(states()).isEmpty();
    }

    private boolean writesStates(Transaction transaction) {
        return transaction.writes().stream()
                .anyMatch(write -> write instanceof Write.Put put && put.key().startsWith(lab.keys.states()));
    }

    /** What could not be stored is older than a complete report that came meanwhile. */
    @Test
    void aCompleteReportOutdoesWhatCouldNotBeStored() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        lab.link().next(transaction -> true, Fate.NEVER_ARRIVED);
        agent.report(2, false, List.of(agent.state("a.service", "deactivating")));
        agent.disconnect();
        agent.connect(lab.registry());
        lab.loop.run();
        agent.report(1, true, List.of());
        lab.advance(Duration.ofSeconds(1));
        assertThat(states()).isEmpty();
    }

    @Test
    void aStateThatMayHaveBeenStoredIsRemovedThoughTheCacheDoesNotShowIt() {
        AgentProbe agent = lab.agent("m1");
        lab.link().holdWatch();
        lab.link().next(transaction -> true, Fate.ANSWER_LOST);
        agent.report(1, false, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        agent.report(2, false, List.of(), "a.service");
        lab.advance(Duration.ofMillis(500));
        lab.link().releaseWatch();
        lab.advance(Duration.ofSeconds(20));
        assertThat(states()).isEmpty();
    }

    @Test
    void aStateThatTheCacheShowsLateIsRemoved() {
        AgentProbe agent = lab.agent("m1");
        lab.link().holdWatch();
        agent.report(1, false, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        agent.report(2, false, List.of(), "a.service");
        lab.advance(Duration.ofSeconds(6));
        lab.link().releaseWatch();
        lab.advance(Duration.ofSeconds(20));
        assertThat(states()).isEmpty();
    }

    @Test
    void aCompleteReportRemovesAlsoWhatTheCacheDoesNotShowYet() {
        AgentProbe agent = lab.agent("m1");
        lab.link().holdWatch();
        agent.report(1, false, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        agent.report(2, true, List.of());
        lab.advance(Duration.ofSeconds(6));
        lab.link().releaseWatch();
        lab.advance(Duration.ofSeconds(20));
        assertThat(states()).isEmpty();
    }

    @Test
    void longDetailsAreShortenedAndStored() {
        AgentProbe agent = lab.agent("m1");
        List<UnitState> all = IntStream.range(0, 100)
                .mapToObj(i -> saying(agent.state("u" + i + ".service", "failed"), "\u6f22".repeat(4096)))
                .toList();
        agent.report(1, true, all);
        lab.loop.run();
        assertThat(states()).hasSize(100);
        assertThat(list(Optional.empty(), Optional.empty(), 1, Optional.empty())
                        .states()
                        .getFirst()
                        .detail())
                .isEqualTo("\u6f22".repeat(1365));
        assertThat(acks(agent)).containsExactly(1L);
    }

    /** One state that no transaction can hold does not keep the others from being stored, nor what follows. */
    @Test
    void aStateThatCannotBeStoredIsLeftOut() {
        AgentProbe agent = lab.agent("m1");
        List<UnitState> all = new ArrayList<>(IntStream.range(0, 40)
                .mapToObj(i -> agent.state("u" + i + ".service", "active"))
                .toList());
        all.add(17, agent.state("bad.service", "x".repeat(2 << 20)));
        agent.report(1, true, all);
        lab.loop.run();
        agent.report(2, false, List.of(agent.state("after.service", "active")));
        lab.loop.run();
        assertThat(states()).hasSize(41).contains("after.service@m1=active");
        assertThat(acks(agent)).containsExactly(1L, 2L);
    }

    private static UnitState saying(UnitState state, String detail) {
        return new UnitState(
                state.unit(),
                state.machine(),
                state.hash(),
                state.observed(),
                state.load(),
                state.active(),
                state.sub(),
                state.since(),
                detail);
    }

    @Test
    void removedUnitsGo() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        agent.report(2, false, List.of(), "a.service", "never-seen.service");
        lab.loop.run();
        assertThat(states()).isEmpty();
        assertThat(acks(agent)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void manyMachinesShareATransaction() {
        List<AgentProbe> agents =
                IntStream.range(0, 40).mapToObj(i -> lab.agent("m" + i)).toList();
        long writes = lab.store.commits();
        agents.forEach(agent ->
                agent.report(1, true, List.of(agent.state("a.service", "active"), agent.state("b.service", "active"))));
        lab.loop.run();
        assertThat(states()).hasSize(80);
        assertThat(lab.store.commits() - writes).isLessThanOrEqualTo(2);
    }

    @Test
    void aLargeReportGoesInPartsAndIsAcknowledgedOnce() {
        AgentProbe agent = lab.agent("m1");
        List<UnitState> all = IntStream.range(0, 350)
                .mapToObj(i -> agent.state("u" + i + ".service", "active"))
                .toList();
        agent.report(1, true, all);
        lab.loop.run();
        assertThat(states()).hasSize(350);
        assertThat(acks(agent)).containsExactly(1L);
    }

    @Test
    void theNewestReportWinsHoweverTheStoreStumbles() {
        AgentProbe agent = lab.agent("m1");
        lab.link().next(transaction -> true, Fate.NEVER_ARRIVED, Fate.ANSWER_LOST);
        List<Long> expected = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            agent.report(i, i == 1, List.of(agent.state("a.service", "step-" + i)));
            expected.add((long) i);
            lab.loop.run();
        }
        lab.advance(Duration.ofSeconds(2));
        assertThat(states()).containsExactly("a.service@m1=step-5");
        assertThat(acks(agent)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void reportsWaitForAStoreThatIsAwayWithoutPilingUp() {
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        for (int i = 1; i <= 300; i++) {
            agent.report(i, false, List.of(agent.state("a.service", i % 2 == 0 ? "active" : "failed")));
            lab.advance(Duration.ofMillis(10));
        }
        long writes = lab.store.commits();
        lab.link().heal();
        lab.advance(Duration.ofSeconds(1));
        assertThat(states()).containsExactly("a.service@m1=active");
        assertThat(acks(agent)).hasSize(300);
        assertThat(lab.store.commits() - writes).isLessThanOrEqualTo(3);
    }

    @Test
    void aChangedMachineRecordDoesNotLoseAReport() {
        AgentProbe agent = lab.agent("m1");
        Replica second = lab.replica("r2");
        lab.link().holdWatch();
        lab.get(second.registry()
                .metadata()
                .patch(List.of(new MetadataPatch(Lab.id("m1"), "k", Optional.of("v"))), "me"));
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        lab.link().releaseWatch();
        lab.advance(Duration.ofSeconds(1));
        assertThat(states()).containsExactly("a.service@m1=active");
        assertThat(acks(agent)).containsExactly(1L);
    }

    @Test
    void aSupersededSessionIsNotHeardAnyMore() {
        AgentProbe old = lab.agent("m1");
        Replica second = lab.replica("r2");
        AgentProbe current = new AgentProbe(lab.loop, "m1", Map.of());
        lab.link().holdWatch(); // r1 does not know yet that the machine has moved to r2
        current.connect(second.registry());
        lab.loop.run();
        current.report(1, true, List.of(current.state("a.service", "active")));
        lab.loop.run();
        old.report(7, true, List.of(old.state("a.service", "failed")));
        lab.loop.run();
        lab.link().releaseWatch();
        lab.advance(Duration.ofSeconds(1));
        assertThat(states()).containsExactly("a.service@m1=active");
        assertThat(acks(old)).isEmpty();
    }

    @Test
    void aLostMachineLeavesNoStates() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.loop.run();
        agent.goodbye();
        agent.report(2, false, List.of(agent.state("a.service", "failed")));
        lab.loop.run();
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
        assertThat(states()).isEmpty();
    }

    @Test
    void theMachineIsTheReportersWhateverTheStateSays() {
        AgentProbe agent = lab.agent("m1");
        AgentProbe other = lab.agent("m2");
        agent.report(1, true, List.of(other.state("a.service", "active")));
        lab.loop.run();
        assertThat(states()).containsExactly("a.service@m1=active");
    }

    @Test
    void aUnitNamedTwiceInAReportIsStoredOnceAndAcknowledged() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "failed"), agent.state("a.service", "active")));
        lab.loop.run();
        assertThat(states()).containsExactly("a.service@m1=active");
        assertThat(acks(agent)).containsExactly(1L);
    }

    @Test
    void statesAreFilteredAndPaged() {
        for (String machine : List.of("m1", "m2", "m3")) {
            AgentProbe agent = lab.agent(machine);
            agent.report(1, true, List.of(agent.state("a.service", "active"), agent.state("b.service", "active")));
        }
        lab.loop.run();
        assertThat(list(Optional.of("m2"), Optional.empty(), 0, Optional.empty())
                        .states())
                .hasSize(2);
        assertThat(list(Optional.empty(), Optional.of("b.service"), 0, Optional.empty())
                        .states())
                .hasSize(3);
        assertThat(list(Optional.of("m2"), Optional.of("b.service"), 0, Optional.empty())
                        .states())
                .hasSize(1);
        List<String> paged = new ArrayList<>();
        Optional<StateQuery.Place> after = Optional.empty();
        StatePage page;
        do {
            page = list(Optional.empty(), Optional.empty(), 2, after);
            page.states().forEach(state -> paged.add(state.unit() + "@" + state.machine() + "=" + state.active()));
            UnitState last = page.states().getLast();
            after = Optional.of(new StateQuery.Place(last.unit(), Optional.of(last.machine())));
        } while (page.more());
        assertThat(paged).isEqualTo(states()).hasSize(6);
    }

    private StatePage list(
            Optional<String> machine, Optional<String> unit, int limit, Optional<StateQuery.Place> after) {
        return lab.get(lab.registry()
                .states()
                .list(new StateQuery(machine.map(Lab::id), unit.map(UnitName::parse), limit, after, 0)));
    }
}
