package dev.flotilla.registry.brake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.registry.watch.Delivery;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.ItemChange;
import dev.flotilla.registry.watch.Kind;
import dev.flotilla.registry.watch.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When most of a cluster seems to be gone. */
class BrakeTest {
    private final Lab lab = Lab.withOneReplica();

    private List<AgentProbe> agents(int count) {
        return IntStream.range(0, count).mapToObj(i -> lab.agent("m" + i)).toList();
    }

    private Brake brake() {
        return lab.get(lab.registry().brake().current());
    }

    private long lost() {
        return lab.get(lab.registry().machines().list(true, 0)).machines().stream()
                .filter(machine -> machine.status() == MachineStatus.LOST)
                .count();
    }

    private static void silence(List<AgentProbe> agents) {
        agents.forEach(AgentProbe::silent);
    }

    @Test
    void isEngagedBeforeTheFirstMachineOfALargeLossIsMarked() {
        List<AgentProbe> agents = agents(10);
        List<ItemChange> changes = new ArrayList<>();
        Subscription[] watch = new Subscription[1];
        watch[0] = lab.get(lab.registry().watches().open(Set.of(Kind.BRAKE, Kind.MACHINE), 0, delivery -> {
            if (delivery instanceof Delivery.Changes batch) {
                changes.addAll(batch.changes());
            }
            watch[0].request();
        }));
        watch[0].request();
        lab.advance(Duration.ofSeconds(5));
        changes.clear();
        silence(agents.subList(0, 6));
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(6);
        assertThat(brake().engaged()).isTrue();
        assertThat(brake().lost()).isEqualTo(6);
        assertThat(brake().total()).isEqualTo(10);
        assertThat(changes.getFirst().after().orElseThrow())
                .isInstanceOfSatisfying(
                        Item.OfBrake.class,
                        first -> assertThat(first.brake().engaged()).isTrue());
        assertThat(changes.getFirst().cause()).contains("6 of 10 machines are down");
    }

    @Test
    void staysOffWhenHalfOrLessIsLost() {
        silence(agents(10).subList(0, 5));
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(5);
        assertThat(brake().engaged()).isFalse();
    }

    @Test
    void isNotForSmallClusters() {
        silence(agents(9));
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(9);
        assertThat(brake().engaged()).isFalse();
    }

    @Test
    void machinesLostLongAgoDoNotCount() {
        List<AgentProbe> agents = agents(12);
        silence(agents.subList(0, 5));
        lab.advance(Duration.ofMinutes(10));
        silence(agents.subList(5, 8)); // 3 of the 7 that are left
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(8);
        assertThat(brake().engaged()).isFalse();
    }

    /** As when a cluster is made smaller: nobody expects them back. */
    @Test
    void machinesThatSaidGoodbyeDoNotCount() {
        List<AgentProbe> agents = agents(20);
        agents.subList(0, 11).forEach(AgentProbe::goodbye);
        lab.advance(Duration.ofSeconds(1));
        assertThat(lost()).isEqualTo(11);
        silence(agents.subList(11, 12));
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(12);
        assertThat(brake().engaged()).isFalse();
    }

    @Test
    void machinesThatSaidGoodbyeDoNotKeepItFromBeingReleased() {
        List<AgentProbe> agents = agents(30);
        agents.subList(0, 11).forEach(AgentProbe::goodbye);
        silence(agents.subList(11, 21)); // 10 of the 19 that are left
        lab.advance(Duration.ofSeconds(9));
        assertThat(brake().engaged()).isTrue();
        assertThat(brake().lost()).isEqualTo(10);
        assertThat(brake().total()).isEqualTo(19);
        agents.subList(11, 21).forEach(this::back);
        lab.advance(Duration.ofSeconds(20));
        assertThat(brake().engaged()).isFalse();
    }

    @Test
    void aMachineThatCameBackAfterItsGoodbyeCountsLikeAnyOther() {
        List<AgentProbe> agents = agents(10);
        List<AgentProbe> rebooted = agents.subList(0, 6);
        rebooted.forEach(AgentProbe::goodbye);
        lab.loop.run();
        rebooted.forEach(this::back);
        silence(rebooted);
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(6);
        assertThat(brake().engaged()).isTrue();
    }

    @Test
    void isReleasedByItselfWhenTheMachinesReturn() {
        List<AgentProbe> agents = agents(10);
        silence(agents.subList(0, 6));
        lab.advance(Duration.ofSeconds(20));
        assertThat(brake().engaged()).isTrue();
        agents.getFirst().connect(lab.registry());
        agents.getFirst().beat();
        lab.advance(Duration.ofSeconds(2));
        assertThat(brake().engaged())
                .as("those that are not back yet have time to follow")
                .isTrue();
        lab.advance(Duration.ofSeconds(20));
        assertThat(brake().engaged()).isFalse();
        assertThat(brake().by()).isEmpty();
    }

    @Test
    void aClockThatIsSetForwardDoesNotShortenTheStragglersTime() {
        List<AgentProbe> agents = agents(10);
        silence(agents.subList(0, 6));
        lab.advance(Duration.ofSeconds(20));
        back(agents.getFirst());
        lab.advance(Duration.ofSeconds(2));
        lab.loop.setClockForward(Duration.ofMinutes(2));
        lab.advance(Duration.ofSeconds(2));
        assertThat(brake().engaged())
                .as("those that are not back yet have time to follow")
                .isTrue();
        lab.advance(Duration.ofSeconds(20));
        assertThat(brake().engaged()).isFalse();
    }

    @Test
    void holdsWhileMachinesFollowOneAfterTheOther() {
        List<AgentProbe> agents = agents(12);
        silence(agents.subList(0, 8));
        lab.advance(Duration.ofSeconds(20));
        for (AgentProbe agent : agents.subList(0, 7)) {
            agent.connect(lab.registry());
            agent.beat();
            lab.advance(Duration.ofSeconds(6));
            assertThat(brake().engaged()).as("the last is still away").isTrue();
        }
        agents.get(7).connect(lab.registry());
        agents.get(7).beat();
        lab.advance(Duration.ofSeconds(2));
        assertThat(brake().engaged()).as("all are back").isFalse();
    }

    /** What was noted of the first incident's return says nothing about the second's. */
    @Test
    void theStragglersOfTheNextIncidentHaveTheirWholeTime() {
        List<AgentProbe> agents = agents(10);
        List<AgentProbe> away = agents.subList(0, 6);
        silence(away);
        lab.advance(Duration.ofSeconds(20));
        back(away.getFirst());
        lab.advance(Duration.ofSeconds(2));
        lab.get(lab.registry().brake().release("jo@ops"));
        away.subList(1, 6).forEach(this::back);
        lab.advance(Duration.ofMinutes(10));
        assertThat(lost()).isZero();

        silence(away);
        lab.advance(Duration.ofSeconds(7));
        assertThat(brake().engaged()).isTrue();
        back(away.getFirst()); // before the first look at who is back
        lab.advance(Duration.ofSeconds(15));
        assertThat(brake().engaged())
                .as("those that are not back yet have time to follow")
                .isTrue();
        lab.advance(Duration.ofSeconds(15));
        assertThat(brake().engaged()).isFalse();
    }

    private void back(AgentProbe agent) {
        agent.connect(lab.registry());
        agent.beat();
        lab.loop.run();
    }

    @Test
    void staysEngagedForAsLongAsTheyAreGone() {
        silence(agents(10).subList(0, 6));
        lab.advance(Duration.ofHours(3));
        assertThat(brake().engaged()).isTrue();
    }

    @Test
    void whatAnOperatorReleasedStaysReleasedForThisLoss() {
        List<AgentProbe> agents = agents(20);
        silence(agents.subList(0, 12));
        lab.advance(Duration.ofSeconds(9));
        lab.get(lab.registry().brake().release("jo@ops"));
        assertThat(brake().engaged()).isFalse();
        assertThat(brake().by()).isEqualTo("jo@ops");
        silence(agents.subList(12, 13));
        lab.advance(Duration.ofMinutes(2));
        assertThat(lost()).isEqualTo(13);
        assertThat(brake().engaged()).isFalse();
    }

    @Test
    void theNextLossEngagesItAgain() {
        List<AgentProbe> agents = agents(30);
        silence(agents.subList(0, 16));
        lab.advance(Duration.ofSeconds(9));
        lab.get(lab.registry().brake().release("jo@ops"));
        lab.advance(Duration.ofMinutes(10));
        silence(agents.subList(16, 26)); // 10 of the 14 that are left
        lab.advance(Duration.ofSeconds(9));
        assertThat(brake().engaged()).isTrue();
    }

    @Test
    void releasingWhatIsNotEngagedWritesNothing() {
        agents(1);
        long writes = lab.store.commits();
        lab.get(lab.registry().brake().release("jo"));
        assertThat(lab.store.commits()).isEqualTo(writes);
    }

    /** Each replica hears a third: what one sees of its own must do. */
    @Test
    void isEngagedInTimeWhenTheLossIsSpreadOverReplicas() {
        List<Replica> others = List.of(lab.replica("r2"), lab.replica("r3"));
        List<AgentProbe> agents = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            agents.add(lab.agent(
                    "m" + i,
                    Map.of(),
                    i % 3 == 0 ? lab.registry() : others.get(i % 3 - 1).registry()));
        }
        lab.advance(Duration.ofSeconds(5));
        List<Kind> order = orderOfChanges();
        silence(agents.subList(0, 9));
        lab.advance(Duration.ofSeconds(30));
        assertThat(lost()).isEqualTo(9);
        assertThat(order.getFirst()).isEqualTo(Kind.BRAKE);
        assertThat(brake().engaged()).isTrue();
    }

    /** Half of what one hears is no sign yet; the other hears most of what is gone, and heard it a moment longer. */
    @Test
    void isEngagedInTimeWhenTheReplicaThatLosesTheFirstDoesNotSeeThatItIsMost() {
        Replica second = lab.replica("r2");
        List<AgentProbe> here = agents(6);
        lab.advance(Duration.ofSeconds(1));
        List<AgentProbe> there = new ArrayList<>();
        for (int i = 6; i < 12; i++) {
            there.add(lab.agent("m" + i, Map.of(), second.registry()));
        }
        lab.advance(Duration.ofMillis(4500));
        List<Kind> order = orderOfChanges();
        silence(here.subList(0, 3));
        silence(there.subList(0, 5));
        lab.advance(Duration.ofSeconds(10));
        assertThat(lost()).isEqualTo(8);
        assertThat(order.getFirst()).isEqualTo(Kind.BRAKE);
        assertThat(brake().engaged()).isTrue();
    }

    private List<Kind> orderOfChanges() {
        List<Kind> order = new ArrayList<>();
        Subscription[] watch = new Subscription[1];
        watch[0] = lab.get(lab.registry().watches().open(Set.of(Kind.BRAKE, Kind.MACHINE), 0, delivery -> {
            if (delivery instanceof Delivery.Changes batch) {
                batch.changes().forEach(change -> order.add(change.kind()));
            }
            watch[0].request();
        }));
        watch[0].request();
        lab.loop.run();
        order.clear();
        return order;
    }

    @Test
    void aFewOfOneReplicaAreNoLargeLoss() {
        List<Replica> others = List.of(lab.replica("r2"), lab.replica("r3"), lab.replica("r4"));
        for (int i = 10; i < 19; i++) {
            lab.agent("m" + i, Map.of(), others.get(i % 3).registry());
        }
        List<AgentProbe> here = agents(3);
        lab.advance(Duration.ofSeconds(20));
        silence(here.subList(0, 2));
        lab.advance(Duration.ofSeconds(9));
        assertThat(lost()).isEqualTo(2);
        assertThat(brake()).isEqualTo(Brake.RELEASED);
    }

    @Test
    void aReplicaThatJudgedByItsOwnFewLetsGoWhenTheOthersAreWell() {
        Replica second = lab.replica("r2");
        List<AgentProbe> here = agents(3);
        for (int i = 10; i < 22; i++) {
            lab.agent("m" + i, Map.of(), second.registry());
        }
        silence(here);
        lab.advance(Duration.ofSeconds(9));
        assertThat(brake().engaged()).isTrue();
        lab.advance(Duration.ofSeconds(30));
        assertThat(brake().engaged()).isFalse();
        assertThat(lost()).isEqualTo(3);
    }
}
