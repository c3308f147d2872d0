package dev.flotilla.registry.session;

import static dev.flotilla.registry.testing.Lab.desire;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.machine.MetadataPatch;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.unit.PutResult.Outcome;
import dev.flotilla.registry.unit.PutUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an agent hears of its assignments. */
class AssignmentsTest {
    private final Lab lab = Lab.withOneReplica();

    private static List<ToAgent.Assignments> assignments(AgentProbe agent) {
        return agent.told(ToAgent.Assignments.class);
    }

    private void placed(String unit, String machine) {
        lab.launched(unit);
        lab.committed(
                lab.get(lab.registry().election().leader()).isPresent() ? term() : lab.leader(),
                lab.place(unit, machine));
    }

    private long term() {
        return lab.get(lab.registry().election().leader()).orElseThrow().term();
    }

    @Test
    void welcomeComesFirstThenEverythingThenDifferences() {
        AgentProbe agent = lab.agent("m1");
        assertThat(agent.told().get(0)).isInstanceOf(ToAgent.Welcome.class);
        assertThat(assignments(agent)).singleElement().satisfies(first -> {
            assertThat(first.complete()).isTrue();
            assertThat(first.units()).isEmpty();
        });
        placed("a.service", "m1");
        placed("b.service", "m1");
        assertThat(assignments(agent)).hasSize(3);
        assertThat(assignments(agent).getLast().complete()).isFalse();
        assertThat(assignments(agent).getLast().units())
                .extracting(unit -> unit.unit().name().value())
                .containsExactly("b.service");
        assertThat(agent.assigned()).containsOnlyKeys("a.service", "b.service");
        assertThat(assignments(agent)).extracting(ToAgent.Assignments::revision).isSorted();
    }

    @Test
    void aMachineHearsOnlyOfItsOwnUnits() {
        AgentProbe first = lab.agent("m1");
        AgentProbe second = lab.agent("m2");
        placed("a.service", "m1");
        second.forgetTold();
        placed("b.service", "m1");
        lab.put(desire("b.service", DesiredState.LOADED));
        lab.get(lab.registry().unitWrites().destroy(UnitName.parse("a.service"), "me"));
        lab.launched("unplaced.service");
        assertThat(assignments(second)).isEmpty();
        assertThat(first.assigned()).containsExactly(Map.entry("b.service", DesiredState.LOADED));
    }

    @Test
    void aStartThatIsAskedForAgainIsToldAgainWhenTheUnitHasFailed() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        agent.report(1, true, List.of(state("active", "running")));
        agent.forgetTold();
        assertThat(lab.put(desire("a.service", DesiredState.LAUNCHED)).outcome())
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(assignments(agent)).isEmpty();

        agent.report(2, false, List.of(state("failed", "failed")));
        lab.advance(Duration.ofSeconds(1));
        assertThat(lab.put(desire("a.service", DesiredState.LAUNCHED)).outcome())
                .isEqualTo(Outcome.CHANGED);
        assertThat(assignments(agent)).singleElement().satisfies(difference -> {
            assertThat(difference.complete()).isFalse();
            assertThat(difference.units())
                    .extracting(unit -> unit.unit().name().value())
                    .containsExactly("a.service");
        });
    }

    private static UnitState state(String active, String sub) {
        return new UnitState(
                UnitName.parse("a.service"),
                Lab.id("m1"),
                Lab.file().hash(),
                DesiredState.LAUNCHED,
                "loaded",
                active,
                sub,
                Instant.EPOCH,
                "");
    }

    @Test
    void aMoveIsToldToBoth() {
        AgentProbe first = lab.agent("m1");
        AgentProbe second = lab.agent("m2");
        placed("a.service", "m1");
        lab.committed(term(), lab.place("a.service", "m2"));
        assertThat(first.assigned()).isEmpty();
        assertThat(second.assigned()).containsOnlyKeys("a.service");
    }

    @Test
    void anInactiveUnitIsTakenAway() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        lab.put(desire("a.service", DesiredState.INACTIVE));
        assertThat(agent.assigned()).isEmpty();
        assertThat(assignments(agent).getLast().removed()).containsExactly(UnitName.parse("a.service"));
    }

    @Test
    void newContentIsSentWithItsFile() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        UnitFile file = UnitFile.parse("t", "[Service]\nExecStart=/bin/sleep 2d\n[X-Fleet]\n");
        lab.put(new PutUnit(
                UnitName.parse("a.service"), Optional.of(file), Optional.of(DesiredState.LAUNCHED), "me", 0));
        assertThat(assignments(agent).getLast().units()).singleElement().satisfies(unit -> {
            assertThat(unit.withFile()).isTrue();
            assertThat(unit.unit().hash()).isEqualTo(file.hash());
        });
    }

    @Test
    void filesThatTheAgentHoldsAreNotSent() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        placed("b.service", "m1");
        agent.disconnect();
        agent.holds("a.service", Lab.file().hash()).holds("b.service", AgentProbe.HASH);
        agent.connect(lab.registry());
        lab.loop.run();
        assertThat(assignments(agent).getFirst().units())
                .extracting(unit -> unit.unit().name().value(), AssignedUnit::withFile)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a.service", false),
                        org.assertj.core.groups.Tuple.tuple("b.service", true));
    }

    @Test
    void aFileThatTheAgentWasToldToDropIsSentAgain() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        agent.disconnect();
        agent.holds("a.service", Lab.file().hash()).connect(lab.registry());
        lab.loop.run();
        lab.committed(term(), lab.unplace("a.service", "why"));
        lab.committed(term(), lab.place("a.service", "m1"));
        assertThat(assignments(agent).getLast().units()).singleElement().satisfies(unit -> assertThat(unit.withFile())
                .isTrue());
    }

    /** The machine m1 was lost with a.service, which fits nowhere else, and is back; returns its new line. */
    private AgentProbe backWithWhatFitsNowhereElse() {
        AgentProbe lost = lab.agent("m1");
        placed("a.service", "m1");
        lost.silent();
        lab.advance(Duration.ofSeconds(10));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
        lab.committed(term(), lab.unplace("a.service", "no machine"));
        return lab.agent("m1");
    }

    @Test
    void aMachineThatIsBackKeepsWhatIsNowhereElseUntilItIsGivenBack() {
        AgentProbe back = backWithWhatFitsNowhereElse();
        assertThat(back.assigned()).containsOnlyKeys("a.service");

        lab.committed(term(), lab.place("a.service", "m1"));

        assertThat(back.assigned()).containsOnlyKeys("a.service");
        assertThat(assignments(back))
                .flatExtracting(ToAgent.Assignments::removed)
                .isEmpty();
    }

    @Test
    void aMachineThatIsBackLetsGoOfWhatGoesElsewhere() {
        AgentProbe back = backWithWhatFitsNowhereElse();
        AgentProbe other = lab.agent("m2");

        lab.committed(term(), lab.place("a.service", "m2"));

        assertThat(back.assigned()).isEmpty();
        assertThat(other.assigned()).containsOnlyKeys("a.service");
    }

    @Test
    void aMachineThatIsBackLetsGoOfWhatItCannotKeep() {
        AgentProbe back = backWithWhatFitsNowhereElse();

        lab.committed(term(), lab.waiting("a.service", "no machine")); // the words are the same as before

        assertThat(back.assigned()).isEmpty();
    }

    @Test
    void aMachineThatIsBackHearsWhatBecomesOfAUnitThatItKeeps() {
        AgentProbe back = backWithWhatFitsNowhereElse();

        lab.put(desire("a.service", DesiredState.LOADED));
        assertThat(back.assigned()).containsExactly(Map.entry("a.service", DesiredState.LOADED));

        lab.put(desire("a.service", DesiredState.INACTIVE));
        assertThat(back.assigned()).isEmpty();
    }

    @Test
    void aMachineThatIsBackKeepsNothingBesideWhatItConflictsWith() {
        AgentProbe back = backWithWhatFitsNowhereElse();
        lab.launched("b.service", "Conflicts=a.service");

        lab.committed(term(), lab.place("b.service", "m1"));

        assertThat(back.assigned()).containsOnlyKeys("b.service");
    }

    @Test
    void whatIsTakenOffAMachineThatIsThereIsStopped() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");

        lab.committed(term(), lab.unplace("a.service", "drained"));

        assertThat(agent.assigned()).isEmpty();
    }

    @Test
    void aSessionDoesNotOutliveItsMachinesRecord() {
        AgentProbe agent = lab.agent("m1");
        lab.write(new dev.flotilla.store.Write.Delete(lab.keys.machine("m1")));
        assertThat(agent.isEnded()).isTrue();
        agent.connect(lab.registry());
        lab.loop.run();
        assertThat(agent.isWelcome()).isTrue();
        assertThat(lab.machine("m1")).isPresent();
    }

    /** What the first message does not name, the agent lets go of. */
    @Test
    void aFileThatTheAgentHeldButWasNotAssignedIsSentLater() {
        AgentProbe agent = new AgentProbe(lab.loop, "m1", Map.of());
        agent.holds("a.service", Lab.file().hash()).connect(lab.registry());
        lab.loop.run();
        placed("a.service", "m1");
        assertThat(assignments(agent).getLast().units()).singleElement().satisfies(unit -> assertThat(unit.withFile())
                .isTrue());
    }

    @Test
    void globalUnitsRunWhereTheyMayAndGiveWayToPlacedOnes() {
        AgentProbe ssd = lab.agent("m1", Map.of("disk", "ssd"));
        AgentProbe tape = lab.agent("m2");
        lab.launched("g.service", "Global=true", "MachineMetadata=disk=ssd");
        lab.launched("everywhere.service", "Global=true");
        assertThat(ssd.assigned()).containsOnlyKeys("g.service", "everywhere.service");
        assertThat(tape.assigned()).containsOnlyKeys("everywhere.service");
        lab.get(lab.registry()
                .metadata()
                .patch(
                        List.of(
                                new MetadataPatch(Lab.id("m2"), "disk", Optional.of("ssd")),
                                new MetadataPatch(Lab.id("m1"), "disk", Optional.of("tape"))),
                        "me"));
        assertThat(ssd.assigned()).containsOnlyKeys("everywhere.service");
        assertThat(tape.assigned()).containsOnlyKeys("g.service", "everywhere.service");
        lab.get(lab.registry().unitWrites().destroy(UnitName.parse("everywhere.service"), "me"));
        assertThat(ssd.assigned()).isEmpty();
    }

    @Test
    void aMachineThatJoinsGetsTheGlobalUnitsWithItsFirstMessage() {
        lab.launched("g.service", "Global=true");
        assertThat(lab.agent("m1").assigned()).containsOnlyKeys("g.service");
    }

    @Test
    void aSlowAgentIsToldOnceWhatMattersInTheEnd() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        agent.forgetTold();
        agent.slow();
        for (int i = 0; i < 50; i++) {
            lab.put(desire("a.service", i % 2 == 0 ? DesiredState.LOADED : DesiredState.LAUNCHED));
        }
        placed("b.service", "m1");
        assertThat(assignments(agent)).isEmpty();
        agent.quick();
        lab.loop.run();
        assertThat(assignments(agent)).hasSize(1);
        assertThat(agent.assigned()).containsOnlyKeys("a.service", "b.service");
    }

    @Test
    void nothingIsToldWhenNothingOfItsOwnChanged() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        agent.forgetTold();
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.get(lab.registry().metadata().patch(List.of(new MetadataPatch(Lab.id("m1"), "k", Optional.of("v"))), "me"));
        lab.loop.run();
        assertThat(assignments(agent)).isEmpty();
    }

    @Test
    void afterMissedChangesOnlyTheRealDifferenceIsTold() {
        AgentProbe agent = lab.agent("m1");
        placed("a.service", "m1");
        long term = term();
        var place = lab.launched("b.service");
        agent.forgetTold();
        lab.link().holdWatch();
        assertThat(place).isPositive();
        Lab.Replica second = lab.replica("r2");
        lab.get(second.registry().placements().commit(term, List.of(lab.place("b.service", "m1"))));
        lab.link().releaseWatch();
        lab.loop.run();
        assertThat(agent.assigned()).containsOnlyKeys("a.service", "b.service");
        assertThat(assignments(agent)).hasSize(1);
    }

    @Test
    void heartbeatsAreEchoed() {
        AgentProbe agent = lab.agent("m1");
        lab.advance(java.time.Duration.ofSeconds(5));
        assertThat(agent.told(ToAgent.HeartbeatAck.class))
                .extracting(ToAgent.HeartbeatAck::sequence)
                .containsExactly(1L, 2L);
    }

    @Test
    void aReplicaThatGoesDownSendsItsAgentsAway() {
        AgentProbe agent = lab.agent("m1");
        lab.get(lab.registry().close());
        assertThat(agent.isEnded()).isTrue();
        assertThat(lab.stored(lab.keys.replica("r1"))).isEmpty();
    }
}
