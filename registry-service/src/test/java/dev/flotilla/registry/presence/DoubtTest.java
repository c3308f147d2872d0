package dev.flotilla.registry.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.store.Entry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that does not know whether it has its lease of 5 s still: the store does not say. */
class DoubtTest {
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration RENEWAL = LEASE.dividedBy(3);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration TTL = Duration.ofSeconds(6);

    private final Lab lab = Lab.withOneReplica();
    private final AgentProbe agent = lab.agent("m1");

    /** Of all renewals but the first one. */
    private CompletableFuture<Void> answers;

    @BeforeEach
    void aRenewalAndThenNoMore() {
        lab.advance(RENEWAL);
        answers = lab.link().holdLeaseAnswers();
    }

    @Test
    void whileTheLeaseSurelyLastsHeartbeatsAreAcknowledged() {
        lab.advance(LEASE.minus(MOMENT));
        assertThat(acknowledged(beat())).isTrue();
    }

    /** The others may take the machine for an orphan: it must not believe that it is heard. */
    @Test
    void afterThatNoneIsAndTheSessionGoesOn() {
        lab.advance(LEASE);
        long heartbeat = beat();
        lab.advance(Duration.ofSeconds(1));
        assertThat(acknowledged(heartbeat)).isFalse();
        assertThat(agent.isEnded()).isFalse();
    }

    @Test
    void anAnswerThatComesLateAcknowledgesWhatWasHeardMeanwhile() {
        lab.advance(LEASE.plus(MOMENT));
        long heartbeat = beat();
        assertThat(acknowledged(heartbeat)).isFalse();
        arrive(answers);
        assertThat(acknowledged(heartbeat)).isTrue();
        assertThat(acknowledged(beat())).isTrue();
        assertThat(agent.isEnded()).isFalse();
    }

    /** It may be that the store renewed the lease as soon as it was asked: an older answer says nothing about now. */
    @Test
    void anAnswerVouchesForNoMoreThanALeaseFromWhenItWasAskedFor() {
        lab.advance(RENEWAL);
        lab.link().holdLeaseAnswers();
        lab.advance(LEASE.minus(MOMENT));
        long inTime = beat();
        lab.advance(MOMENT);
        long tooLate = beat();
        arrive(answers);
        assertThat(acknowledged(inTime)).isTrue();
        assertThat(acknowledged(tooLate)).isFalse();
    }

    /** A store that is slow, but answers: one renewal does not wait for another. */
    @Test
    void aRenewalThatIsNeverAnsweredIsMadeUpForByTheNext() {
        lab.advance(RENEWAL);
        CompletableFuture<Void> later = lab.link().holdLeaseAnswers();
        lab.advance(LEASE);
        arrive(later);
        assertThat(acknowledged(beat())).isTrue();
        fail(answers);
        assertThat(agent.isEnded()).isFalse();
    }

    @Test
    void aLeaseThatIsGoneEndsTheSessions() {
        lab.get(lab.store.revoke(
                lab.stored(lab.keys.replica("r1")).flatMap(Entry::lease).orElseThrow()));
        lab.advance(LEASE);
        assertThat(agent.isEnded()).isFalse();
        arrive(answers);
        assertThat(agent.isEnded()).isTrue();
    }

    @Test
    void aStoreThatDoesNotAnswerAtAllEndsTheSessions() {
        lab.advance(LEASE.plus(MOMENT));
        fail(answers);
        assertThat(agent.isEnded()).isTrue();
        assertThat(agent.told(ToAgent.Refused.class).getFirst().fatal()).isFalse();
    }

    /** The others take its machine for an orphan as long as its key is not there. */
    @Test
    void whoComesToAReplicaThatIsNotRegisteredIsAcknowledgedWhenItIs() {
        lab.advance(LEASE);
        fail(answers);
        CompletableFuture<Void> granted = lab.link().holdLeaseAnswers();
        agent.connect(lab.registry());
        lab.advance(Duration.ofSeconds(1));
        long heartbeat = beat();
        assertThat(agent.isWelcome()).isTrue();
        assertThat(acknowledged(heartbeat)).isFalse();
        arrive(granted);
        assertThat(acknowledged(heartbeat)).isTrue();
    }

    /** Nobody told it that it was heard, so it looked for another replica; there is none. */
    @Test
    void whoWentAwayMeanwhileHasAWholeTtlToBeBack() {
        lab.advance(LEASE.plusSeconds(3));
        agent.disconnect();
        arrive(answers);
        lab.advance(TTL.minus(MOMENT));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.ONLINE);
        lab.advance(Duration.ofSeconds(2));
        assertThat(lab.status("m1")).isEqualTo(MachineStatus.LOST);
    }

    private long beat() {
        long heartbeat = agent.beatOnce();
        lab.loop.run();
        return heartbeat;
    }

    private boolean acknowledged(long heartbeat) {
        return agent.acknowledged().contains(heartbeat);
    }

    private void arrive(CompletableFuture<Void> held) {
        held.complete(null);
        lab.loop.run();
    }

    /** As after the store's time-out. */
    private void fail(CompletableFuture<Void> held) {
        held.completeExceptionally(new FlotillaError.Unavailable("no answer in time").asException());
        lab.loop.run();
    }
}
