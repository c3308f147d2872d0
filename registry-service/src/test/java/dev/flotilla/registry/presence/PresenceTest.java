package dev.flotilla.registry.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is alive, case by case, with the default heartbeat of 2 s and TTL of 6 s. */
class PresenceTest {
    private static final Duration TTL = Duration.ofSeconds(6);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Lab lab = Lab.withOneReplica();

    @Test
    void aMachineThatBeatsStaysOnlineAndCostsNoWrite() {
        lab.agent("m1");
        long writes = lab.store.commits();
        lab.advance(Duration.ofMinutes(10));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        assertThat(lab.store.commits()).isEqualTo(writes);
    }

    @Test
    void aSilentMachineIsLostAfterTheTtlAndWithinEightSeconds() {
        AgentProbe agent = lab.agent("m1");
        agent.report(1, true, List.of(agent.state("a.service", "active")));
        lab.advance(Duration.ofSeconds(20));
        agent.silent();
        lab.advance(TTL.minusSeconds(2)); // the last heartbeat was at most 2 s ago
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        lab.advance(Duration.ofSeconds(4));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
        assertThat(lab.machine("m1").orElseThrow().sessionId()).isEmpty();
        assertThat(lab.stored(lab.keys.state("m1", "a.service"))).isEmpty();
        assertThat(agent.isEnded()).isTrue();
    }

    @Test
    void whichVersionAnAgentHasIsKnownAlsoOfALostMachine() {
        AgentProbe agent = lab.agent("m1");
        assertThat(lab.machine("m1").orElseThrow().agentVersion()).isEqualTo(AgentProbe.VERSION);
        agent.silent();
        lab.advance(Duration.ofSeconds(9));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
        assertThat(lab.machine("m1").orElseThrow().agentVersion()).isEqualTo(AgentProbe.VERSION);
    }

    @Test
    void aBrokenConnectionAloneIsNotDeath() {
        AgentProbe agent = lab.agent("m1");
        agent.disconnect();
        lab.advance(TTL.minus(MOMENT));
        agent.connect(lab.registry());
        lab.advance(MOMENT);
        agent.beat();
        lab.advance(TTL.multipliedBy(2));
        assertThat(agent.isWelcome()).isTrue();
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
    }

    @Test
    void aLostMachineThatReturnsIsOnlineAgain() {
        AgentProbe agent = lab.agent("m1");
        agent.silent();
        lab.advance(Duration.ofSeconds(9));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
        agent.connect(lab.registry());
        lab.advance(MOMENT);
        assertThat(agent.isWelcome()).isTrue();
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
    }

    @Test
    void goodbyeIsHeardAtOnce() {
        AgentProbe agent = lab.agent("m1");
        agent.goodbye();
        lab.loop.run();
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
        assertThat(agent.isEnded()).isTrue();
        assertThat(agent.refusal()).as("else the agent would say it again").isEmpty();
    }

    @Test
    void aGoodbyeThatCannotBeStoredIsToBeSaidAgain() {
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        agent.goodbye();
        lab.advance(MOMENT);
        assertThat(agent.isEnded()).isTrue();
        assertThat(agent.refusal()).contains("could not be stored");
    }

    @Test
    void anotherMachineWithTheSameIdIsRefusedWhileTheFirstLives() {
        lab.agent("m1");
        AgentProbe clone = new AgentProbe(lab.loop, "m1", Map.of()).boot("another");
        clone.connect(lab.registry());
        lab.advance(MOMENT);
        assertThat(clone.told(ToAgent.Refused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).contains("duplicate machine id m1");
            assertThat(refused.fatal()).isFalse();
            assertThat(refused.unwanted()).isTrue();
        });
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
    }

    @Test
    void anotherMachineWithTheSameIdIsNotedOnceInTheRecordOfTheFirst() {
        lab.agent("m1");
        AgentProbe clone =
                new AgentProbe(lab.loop, "m1", Map.of()).boot("another").at("10.0.0.2");
        clone.connect(lab.registry());
        lab.advance(MOMENT);
        assertThat(clone.refusal()).contains("duplicate machine id m1 from 10.0.0.2");
        assertThat(lab.machine("m1").orElseThrow().duplicateAddress()).isEqualTo("10.0.0.2");
        assertThat(lab.machine("m1").orElseThrow().primaryIp()).isEqualTo("10.0.0.1");

        long writes = lab.store.commits();
        clone.connect(lab.registry());
        lab.advance(MOMENT);
        assertThat(clone.refusal()).contains("duplicate machine id m1 from 10.0.0.2");
        assertThat(lab.store.commits()).isEqualTo(writes);
    }

    @Test
    void aRebootedMachineGetsItsPlaceWhenTheTtlOfTheOldBootIsOver() {
        AgentProbe agent = lab.agent("m1");
        agent.disconnect();
        agent.boot("second").connect(lab.registry());
        lab.advance(MOMENT);
        assertThat(agent.isWelcome()).isFalse();
        lab.advance(Duration.ofSeconds(8));
        agent.connect(lab.registry());
        lab.loop.run();
        assertThat(agent.isWelcome()).isTrue();
    }

    @Test
    void theSameBootTakesOverFromItsHangingStreamAtOnce() {
        AgentProbe hanging = lab.agent("m1");
        AgentProbe again = lab.agent("m1");
        lab.advance(Duration.ofSeconds(20));
        assertThat(hanging.isEnded()).isTrue();
        assertThat(again.isEnded()).isFalse();
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
    }

    @Test
    void flappingBetweenReplicasNeverLosesTheMachine() {
        Replica second = lab.replica("r2");
        AgentProbe agent = lab.agent("m1");
        for (int i = 0; i < 10; i++) {
            agent.disconnect();
            agent.connect(i % 2 == 0 ? second.registry() : lab.registry());
            lab.advance(Duration.ofSeconds(3));
            assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        }
    }

    @Test
    void theOrphansOfADeadReplicaHaveAWholeTtlToFindAnother() {
        Replica second = lab.replica("r2");
        AgentProbe returning = new AgentProbe(lab.loop, "m1", Map.of()).connect(second.registry());
        AgentProbe dead = new AgentProbe(lab.loop, "m2", Map.of()).connect(second.registry());
        lab.loop.run();
        assertThat(returning.isWelcome() && dead.isWelcome()).isTrue();
        second.link().cut(); // the replica is dead: its lease runs out, its agents' streams break
        lab.advance(Duration.ofSeconds(5).plus(TTL).minus(MOMENT));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        assertThat(lab.status("m2")).isEqualTo(MachineStatus.ONLINE);
        returning.connect(lab.registry());
        returning.beat();
        lab.advance(Duration.ofSeconds(4));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        assertThat(lab.status("m2")).isEqualTo(MachineStatus.LOST);
    }

    /** It went from one dying replica to the next: it is alive, though nobody listens to it yet. */
    @Test
    void anOrphanWithANewSessionHasAWholeTtlFromThen() {
        Replica second = lab.replica("r2");
        AgentProbe agent = new AgentProbe(lab.loop, "m1", Map.of()).connect(second.registry());
        lab.loop.run();
        assertThat(agent.isWelcome()).isTrue();
        second.link().cut();
        lab.advance(Duration.ofSeconds(5).plus(TTL).minus(Duration.ofSeconds(2)));
        Machine known = lab.machine("m1").orElseThrow();
        lab.write(new Write.Put(
                lab.keys.machine("m1"),
                Records.machine(new Machine(
                        known.id(),
                        known.primaryIp(),
                        known.metadata(),
                        known.dynamicMetadata(),
                        known.capacity(),
                        MachineStatus.ONLINE,
                        "a-new-session",
                        "r3",
                        known.agentEndpoint(),
                        known.bootId(),
                        known.since(),
                        0))));
        lab.advance(Duration.ofSeconds(4));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        lab.advance(Duration.ofSeconds(4));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
    }

    @Test
    void afterAStartEverybodyGetsAWholeTtl() {
        lab.agent("m1").silent();
        lab.get(lab.registry().close());
        Lab.Replica next = lab.replica("r2");
        lab.advance(TTL.minus(MOMENT));
        assertThat(lab.machine(next.registry(), "m1").orElseThrow().status()).isEqualTo(MachineStatus.ONLINE);
        lab.advance(MOMENT.multipliedBy(3));
        assertThat(lab.machine(next.registry(), "m1").orElseThrow().status()).isEqualTo(MachineStatus.LOST);
    }

    @Test
    void anOutageOfTheStoreLosesNobodyWhoBeats() {
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        lab.advance(Duration.ofMinutes(2));
        lab.link().heal();
        lab.advance(Duration.ofSeconds(3));
        agent.connect(lab.registry());
        agent.beat();
        lab.advance(Duration.ofMinutes(1));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        assertThat(agent.isWelcome()).isTrue();
    }

    @Test
    void aHiccupOfTheStoreIsNotNoticed() {
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        lab.advance(Duration.ofSeconds(3));
        lab.link().heal();
        lab.advance(Duration.ofMinutes(1));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        assertThat(agent.isEnded()).isFalse();
    }

    /** It cannot see whether it is still alone: a replica that starts now takes the silent machines for orphans. */
    @Test
    void alsoALoneReplicaThatLostItsStoreTellsItsAgents() {
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        lab.advance(Duration.ofSeconds(7));
        assertThat(agent.isEnded()).isTrue();
        assertThat(agent.told(ToAgent.Refused.class).getFirst().fatal()).isFalse();
        Replica second = lab.replica("r2");
        lab.advance(Duration.ofSeconds(2));
        agent.connect(second.registry());
        agent.beat();
        lab.advance(Duration.ofMinutes(1));
        assertThat(lab.machine(second.registry(), "m1").orElseThrow().status()).isEqualTo(MachineStatus.ONLINE);
    }

    @Test
    void aRebootedMachineNeedNotWaitForASessionThatNobodyHears() {
        lab.agent("m1").silent();
        lab.link().cut();
        lab.advance(Duration.ofSeconds(7));
        Replica second = lab.replica("r2");
        AgentProbe rebooted = new AgentProbe(lab.loop, "m1", java.util.Map.of()).boot("other");
        rebooted.connect(second.registry());
        lab.loop.run();
        assertThat(rebooted.isWelcome()).isTrue();
    }

    @Test
    void whoFellSilentInAnOutageGetsAWholeTtlAfterIt() {
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        agent.silent();
        lab.advance(Duration.ofMinutes(2));
        lab.link().heal();
        lab.advance(TTL.minus(MOMENT));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        lab.advance(MOMENT.multipliedBy(3));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
    }

    @Test
    void aReplicaThatLostItsStoreSendsItsAgentsToTheOthers() {
        Replica second = lab.replica("r2");
        AgentProbe agent = lab.agent("m1");
        lab.link().cut();
        lab.advance(Duration.ofSeconds(7));
        assertThat(agent.isEnded()).isTrue();
        assertThat(agent.told(ToAgent.Refused.class).getFirst().fatal()).isFalse();
        agent.connect(second.registry());
        agent.beat();
        lab.advance(Duration.ofMinutes(1));
        assertThat(lab.machine(second.registry(), "m1").orElseThrow().status()).isEqualTo(MachineStatus.ONLINE);
    }

    @Test
    void aReplicaWhoseKeyVanishedWritesItAgainInTime() {
        lab.replica("r2");
        AgentProbe agent = lab.agent("m1");
        lab.write(new dev.flotilla.store.Write.Delete(lab.keys.replica("r1")));
        lab.advance(Duration.ofMinutes(1));
        assertThat(lab.stored(lab.keys.replica("r1"))).isPresent();
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        assertThat(agent.isEnded()).isFalse();
    }

    @Test
    void aProcessThatStoodStillBlamesNoMachine() {
        AgentProbe agent = lab.agent("m1");
        lab.loop.stall(Duration.ofMinutes(1)); // the machine's heartbeats wait in the socket meanwhile
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        lab.advance(Duration.ofSeconds(20));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        agent.silent();
        lab.advance(Duration.ofSeconds(9));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
    }

    @Test
    void aMomentInWhichTheProcessStoodStillIsNoSilence() {
        lab.agent("m1").silent();
        lab.advance(Duration.ofSeconds(4));
        lab.loop.stall(Duration.ofMillis(2_200));
        lab.advance(Duration.ofMillis(500));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        lab.advance(Duration.ofSeconds(2));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
    }

    @Test
    void aMachineWhoseLossWasDecidedWhileItCameBackIsNotLost() {
        AgentProbe agent = lab.agent("m1");
        Replica second = lab.replica("r2");
        agent.disconnect();
        second.link().holdWatch();
        lab.link().holdWatch();
        agent.connect(second.registry());
        lab.advance(Duration.ofSeconds(20)); // r1 does not see the new session, but its write is compared with it
        second.link().releaseWatch();
        lab.link().releaseWatch();
        lab.advance(MOMENT);
        assertThat(lab.machine("m1").orElseThrow().replicaId()).isEqualTo("r2");
    }

    @Test
    void aMachineLostForADayIsForgotten() {
        lab.agent("m1").silent();
        lab.advance(Duration.ofHours(23));
        assertThat(lab.machine("m1")).isPresent();
        lab.advance(Duration.ofHours(3));
        assertThat(lab.machine("m1")).isEmpty();
    }
}
