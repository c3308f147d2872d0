package dev.flotilla.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session against a script and a clock that only the test turns. Heartbeat 2 s, TTL 6 s. */
class SessionTest {
    private static final RegistryMessage.Welcome WELCOME =
            new RegistryMessage.Welcome("s", Duration.ofSeconds(2), Duration.ofSeconds(6), "r1");
    private static final RegistryMessage.Assignments ASSIGNMENTS =
            new RegistryMessage.Assignments(5, true, List.of(), List.of());

    private Duration now = Duration.ZERO;
    private final Session session = new Session(SessionSettings.DEFAULT, new Random(1), now);

    @Test
    void opensAtOnceAndHeartbeatsFromTheWelcomeOn() {
        assertThat(session.tick(now)).containsExactly(new SessionEffect.Open(1));
        assertThat(session.tick(now)).isEmpty();
        assertThat(session.received(1, WELCOME, now)).containsExactly(new SessionEffect.Established(WELCOME));
        assertThat(session.live()).isTrue();

        assertThat(session.tick(now)).containsExactly(heartbeat(1));
        assertThat(session.nextTick(now)).contains(at(2000));
        assertThat(tickAt(1999)).isEmpty();
        assertThat(tickAt(2000)).containsExactly(heartbeat(2));
        assertThat(tickAt(2001)).isEmpty();
        session.received(1, new RegistryMessage.HeartbeatAck(2), now);
        assertThat(tickAt(4000)).containsExactly(heartbeat(3));
    }

    @Test
    void aWelcomeThatTookLongIsAWelcome() {
        session.tick(now);
        now = at(4800);
        session.received(1, WELCOME, now);

        assertThat(session.fenced(now))
                .as("who knows what the registry heard since")
                .isTrue();
        assertThat(session.tick(now)).containsExactly(heartbeat(1));
        session.received(1, new RegistryMessage.HeartbeatAck(1), at(4900));
        assertThat(session.fenced(at(4900))).isFalse();
        assertThat(session.live()).isTrue();
    }

    @Test
    void whatTheRegistrySaysIsHandedOn() {
        live();

        assertThat(session.received(1, ASSIGNMENTS, now)).containsExactly(new SessionEffect.Accept(ASSIGNMENTS));
        assertThat(session.received(1, new RegistryMessage.StateAck(3), now))
                .containsExactly(new SessionEffect.ReportStored(3));
    }

    @Test
    void aLostStreamIsReplacedAfterAMoment() {
        live();

        assertThat(session.closed(1, "gone", now)).containsExactly(new SessionEffect.Lost("gone"));
        assertThat(session.live()).isFalse();
        Duration retry = session.nextTick(now).orElseThrow();

        assertThat(retry).isBetween(at(50), at(100));
        now = retry;
        assertThat(session.tick(now)).containsExactly(new SessionEffect.Open(2));
    }

    @Test
    void triesGrowRarerButNotRarerThanTwoSeconds() {
        List<Duration> waits = new ArrayList<>();
        long stream = 0;
        for (int i = 0; i < 10; i++) {
            assertThat(session.tick(now)).containsExactly(new SessionEffect.Open(++stream));
            session.closed(stream, "refused", now);
            Duration retry = nextTry();
            waits.add(retry.minus(now));
            now = retry;
        }

        assertThat(waits.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(waits.get(3)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(waits.getLast()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void anAcknowledgedHeartbeatMakesTheNextLossAFirstOne() {
        long stream = 0;
        for (int i = 0; i < 6; i++) {
            now = now.plusSeconds(3);
            session.tick(now);
            session.closed(++stream, "refused", now);
        }
        now = now.plusSeconds(3);
        session.tick(now);
        session.received(++stream, WELCOME, now);
        session.tick(now);
        session.received(stream, new RegistryMessage.HeartbeatAck(1), now);

        session.closed(stream, "gone", now);

        assertThat(session.nextTick(now).orElseThrow().minus(now)).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void noWelcomeMeansAnotherReplica() {
        session.tick(now);

        assertThat(tickAt(1999)).isEmpty();
        assertThat(tickAt(2000))
                .containsExactly(
                        new SessionEffect.Close(1, "no welcome within 2000 ms"),
                        new SessionEffect.Lost("no welcome within 2000 ms"));
    }

    @Test
    void twoReplicasThatStandStillDoNotCostTheWholeTtl() {
        live();
        session.closed(1, "gone", now);
        Duration lost = now;
        for (int attempt = 0; attempt < 2; attempt++) {
            now = nextTry();
            session.tick(now);
            now = now.plusSeconds(2);
            session.tick(now);
        }
        now = nextTry();

        assertThat(session.tick(now)).containsExactly(new SessionEffect.Open(4));
        assertThat(now.minus(lost)).isLessThan(Duration.ofSeconds(5));
    }

    /** All have thousands to welcome: whoever goes on coming anew only makes it worse. */
    @Test
    void replicasThatAreAllSlowGetMoreTime() {
        for (int failure = 0; failure < 8; failure++) {
            session.tick(now);
            session.closed(failure + 1, "gone", now);
            now = nextTry();
        }
        session.tick(now);

        now = now.plusMillis(4999);
        assertThat(session.tick(now)).isEmpty();
        now = now.plusMillis(1);
        assertThat(session.tick(now)).contains(new SessionEffect.Lost("no welcome within 5000 ms"));
    }

    @Test
    void aSilentReplicaIsLeftBeforeTheTtlIsOver() {
        live();
        tickAt(2000);
        session.received(1, new RegistryMessage.HeartbeatAck(2), now);
        tickAt(4000);

        assertThat(session.nextTick(now)).contains(at(6000)); // answered at 2000, two thirds of 6000 later
        List<SessionEffect> effects = tickAt(6000);

        assertThat(effects).hasSize(2).first().isInstanceOf(SessionEffect.Close.class);
        assertThat(session.live()).isFalse();
    }

    @Test
    void theLastThingSurelyHeardCountsNotTheAcknowledgement() {
        live();
        tickAt(2000);
        now = at(3900);
        session.received(1, new RegistryMessage.HeartbeatAck(2), now);

        assertThat(session.lastHeard()).isEqualTo(at(2000));
    }

    @Test
    void repeatedOrInventedAcknowledgementsCountForNothing() {
        live();
        tickAt(2000);
        session.received(1, new RegistryMessage.HeartbeatAck(2), now);
        session.received(1, new RegistryMessage.HeartbeatAck(1), now);
        session.received(1, new RegistryMessage.HeartbeatAck(99), now);

        assertThat(session.lastHeard()).isEqualTo(at(2000));
    }

    @Test
    void isFencedThreeQuartersIntoTheTtlAndFreeAgainWhenHeard() {
        live();
        session.closed(1, "gone", now);

        assertThat(session.fenced(at(4499))).isFalse();
        assertThat(session.fenced(at(4500))).isTrue();
        assertThat(dueUpTo(at(4500))).contains(at(4500));

        now = at(5000);
        session.tick(now);
        session.received(2, WELCOME, now);
        assertThat(session.fenced(now)).isFalse();
    }

    @Test
    void isFencedThoughTheStreamSeemsOpen() {
        live();
        tickAt(2000);

        assertThat(session.fenced(at(4600))).isTrue();
    }

    @Test
    void aRefusalIsTriedAgainUnlessItIsFatal() {
        session.tick(now);

        assertThat(session.received(1, new RegistryMessage.Refused("duplicate machine id", false, true), now))
                .containsExactly(
                        new SessionEffect.Close(1, "refused: duplicate machine id"),
                        new SessionEffect.Lost("refused: duplicate machine id"));
        assertThat(session.givenUp()).isEmpty();
        assertThat(session.unwanted()).isTrue();
        now = nextTry();
        assertThat(session.tick(now)).containsExactly(new SessionEffect.Open(2));

        assertThat(session.received(2, new RegistryMessage.Refused("not of this cluster", true, true), now))
                .endsWith(new SessionEffect.GiveUp("not of this cluster"));
        assertThat(session.givenUp()).contains("not of this cluster");
        assertThat(session.tick(now.plusSeconds(1000))).isEmpty();
        assertThat(session.nextTick(now.plusSeconds(1000))).isEmpty();
    }

    @Test
    void messagesOfAStreamLeftBehindCountForNothing() {
        live();
        session.closed(1, "gone", now);
        now = nextTry();
        session.tick(now);

        assertThat(session.received(1, ASSIGNMENTS, now)).isEmpty();
        assertThat(session.received(1, WELCOME, now)).isEmpty();
        assertThat(session.closed(1, "gone again", now)).isEmpty();
        assertThat(session.received(2, WELCOME, now)).containsExactly(new SessionEffect.Established(WELCOME));
    }

    @Test
    void aRegistryThatSpeaksOutOfTurnIsLeft() {
        session.tick(now);
        assertThat(session.received(1, ASSIGNMENTS, now)).first().isInstanceOf(SessionEffect.Close.class);
        now = nextTry();
        session.tick(now);
        session.received(2, WELCOME, now);
        assertThat(session.received(2, WELCOME, now)).first().isInstanceOf(SessionEffect.Close.class);
    }

    @Test
    void theAgentMayAskForANewSession() {
        assertThat(session.restart("why not", now)).isEmpty();
        live();

        assertThat(session.restart("a unit file is missing", now))
                .containsExactly(
                        new SessionEffect.Close(1, "a unit file is missing"),
                        new SessionEffect.Lost("a unit file is missing"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 1234})
    void ticksAreNeverDueInThePastForLong(long seed) {
        Random random = new Random(seed);
        Session any = new Session(SessionSettings.DEFAULT, random, Duration.ZERO);
        Duration time = Duration.ZERO;
        long stream = 0;
        for (int i = 0; i < 500; i++) {
            for (SessionEffect effect : any.tick(time)) {
                if (effect instanceof SessionEffect.Open(long opened)) {
                    stream = opened;
                }
            }
            switch (random.nextInt(6)) {
                case 0 -> any.received(stream, WELCOME, time);
                case 1 -> any.closed(stream, "x", time);
                case 2 -> any.received(stream, new RegistryMessage.HeartbeatAck(random.nextInt(5)), time);
                case 3 -> any.received(stream, new RegistryMessage.Refused("x", false, false), time);
                default -> {}
            }
            any.tick(time);
            Optional<Duration> next = any.nextTick(time);
            Duration moment = time;
            assertThat(next)
                    .as("after a tick nothing is left to do at %s", time)
                    .hasValueSatisfying(due -> assertThat(due).isGreaterThan(moment));
            assertThat(any.tick(time)).as("a tick does all there is").isEmpty();
            time = time.plusMillis(random.nextInt(3000));
        }
    }

    private void live() {
        session.tick(now);
        session.received(1, WELCOME, now);
        session.tick(now);
        session.received(1, new RegistryMessage.HeartbeatAck(1), now);
    }

    private List<SessionEffect> tickAt(long millis) {
        now = at(millis);
        return session.tick(now);
    }

    /** When the next try is, whatever else is due before. */
    private Duration nextTry() {
        Duration due = session.nextTick(now).orElseThrow();
        while (session.fenced(due)
                && !session.fenced(now)
                && session.nextTick(due).isPresent()) {
            return session.nextTick(due).orElseThrow();
        }
        return due;
    }

    private List<Duration> dueUpTo(Duration limit) {
        List<Duration> due = new ArrayList<>();
        Session same = new Session(SessionSettings.DEFAULT, new Random(1), Duration.ZERO);
        same.tick(Duration.ZERO);
        same.received(1, WELCOME, Duration.ZERO);
        same.closed(1, "gone", Duration.ZERO);
        Duration time = Duration.ZERO;
        long stream = 1;
        while (time.compareTo(limit) < 0) {
            time = same.nextTick(time).orElseThrow();
            due.add(time);
            if (!same.tick(time).isEmpty()) {
                same.closed(++stream, "refused", time);
            }
        }
        return due;
    }

    private static Duration at(long millis) {
        return Duration.ofMillis(millis);
    }

    private static SessionEffect heartbeat(long sequence) {
        return new SessionEffect.Send(new AgentMessage.Heartbeat(sequence));
    }
}
