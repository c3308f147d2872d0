package dev.flotilla.agent.session;

import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The agent's side of a session: hello, welcome, heartbeats, and what to do when the registry is silent. It holds no
 * stream and reads no clock; it is told what happened and when, and says what is to be done. Times are the agent's
 * uptime. Not thread-safe.
 *
 * <p>The registry calls a machine lost when it has not heard it for the TTL. It heard a heartbeat no earlier than it was
 * sent, so {@link #lastHeard}, when the last acknowledged one was sent, is the safe side of the registry's clock.
 */
public final class Session {
    /** After this part of the TTL without an acknowledgement the replica is given up for another one. */
    private static final double SILENCE = 2.0 / 3;
    /** After this part units that must not run twice are stopped; the rest is theirs to stop in. */
    private static final double FENCE = 3.0 / 4;
    /** Two replicas in a row that stand still must not cost the whole TTL. */
    private static final double HASTY = 1.0 / 3;
    /** After so many hasty attempts in a row without a welcome all replicas have too much to do. */
    private static final int HASTY_ATTEMPTS = 8;

    private final SessionSettings settings;
    private final RandomGenerator random;
    private final TreeMap<Long, Duration> unanswered = new TreeMap<>();

    private Phase phase;
    private Duration lastHeard;
    private Duration lastAnswer;
    private Duration ttl;
    private long streams;
    private long heartbeats;
    private int failures;
    private int unwelcomed;
    private boolean unwanted;

    private sealed interface Phase {
        record Waiting(Duration until) implements Phase {}

        record Opening(long stream, Duration since) implements Phase {}

        record Live(long stream, Duration interval, Duration heartbeatAt) implements Phase {}

        record GivenUp(String reason) implements Phase {}
    }

    /**
     * @param now the start counts as being heard, unless it {@link #carryOn carries on}: a machine's agent that starts has the TTL
     *     to find the registry
     */
    public Session(SessionSettings settings, RandomGenerator random, Duration now) {
        this.settings = settings;
        this.random = random;
        this.phase = new Phase.Waiting(now);
        this.lastHeard = now;
        this.lastAnswer = now;
        this.ttl = settings.assumedTtl();
    }

    /** Another agent of this machine was here before, in the same boot: the registry's clock did not begin anew with this one. */
    public void carryOn(Contact before, Duration now) {
        lastHeard = now.minus(before.age());
        ttl = before.ttl();
    }

    /** What an agent that comes after this one is to carry on from. */
    public Contact contact(Duration now) {
        return new Contact(now.minus(lastHeard), ttl);
    }

    /** A message on that stream. */
    public List<SessionEffect> received(long stream, RegistryMessage message, Duration now) {
        return switch (phase) {
            case Phase.Opening opening when opening.stream() == stream -> whileOpening(opening, message, now);
            case Phase.Live live when live.stream() == stream -> whileLive(live, message, now);
            case Phase.Opening _, Phase.Live _, Phase.Waiting _, Phase.GivenUp _ ->
                List.of(); // of a stream left behind
        };
    }

    /** The end of that stream. */
    public List<SessionEffect> closed(long stream, String reason, Duration now) {
        return switch (phase) {
            case Phase.Opening opening when opening.stream() == stream -> waitAfter(reason, now);
            case Phase.Live live when live.stream() == stream -> waitAfter(reason, now);
            case Phase.Opening _, Phase.Live _, Phase.Waiting _, Phase.GivenUp _ -> List.of();
        };
    }

    /** Time has passed; to be called at {@link #nextTick} at the latest. */
    public List<SessionEffect> tick(Duration now) {
        return switch (phase) {
            case Phase.Waiting(Duration until) -> now.compareTo(until) < 0 ? List.of() : open(now);
            case Phase.Opening(long stream, Duration since) ->
                now.compareTo(since.plus(patience())) < 0
                        ? List.of()
                        : leave(stream, "no welcome within " + patience().toMillis() + " ms", now);
            case Phase.Live live -> tickLive(live, now);
            case Phase.GivenUp _ -> List.of();
        };
    }

    /** The agent itself wants a new session, for example because it cannot make sense of this one. */
    public List<SessionEffect> restart(String reason, Duration now) {
        return switch (phase) {
            case Phase.Opening opening -> leave(opening.stream(), reason, now);
            case Phase.Live live -> leave(live.stream(), reason, now);
            case Phase.Waiting _, Phase.GivenUp _ -> List.of();
        };
    }

    /** When {@link #tick} has something to do, or {@link #fenced} may change; empty: never. */
    public Optional<Duration> nextTick(Duration now) {
        Optional<Duration> work =
                switch (phase) {
                    case Phase.Waiting(Duration until) -> Optional.of(until);
                    case Phase.Opening(long _, Duration since) -> Optional.of(since.plus(patience()));
                    case Phase.Live live -> Optional.of(earlier(live.heartbeatAt(), silent()));
                    case Phase.GivenUp _ -> Optional.empty();
                };
        Duration fence = fence();
        if (now.compareTo(fence) >= 0) {
            return work;
        }
        return Optional.of(work.map(at -> earlier(at, fence)).orElse(fence));
    }

    /** Units that must not run twice are to be stopped: the registry may soon take this machine for lost. */
    public boolean fenced(Duration now) {
        return now.compareTo(fence()) >= 0;
    }

    public boolean live() {
        return phase instanceof Phase.Live;
    }

    /** A registry that is there has taken this machine for lost by now. */
    public boolean lost(Duration now) {
        return now.compareTo(lastHeard.plus(ttl)) >= 0;
    }

    /** Why the registry will not have this machine. */
    public Optional<String> givenUp() {
        return phase instanceof Phase.GivenUp(String reason) ? Optional.of(reason) : Optional.empty();
    }

    /** The registry has said since its last welcome that it will not have this machine as it is: another has its id, or it is not let in. */
    public boolean unwanted() {
        return unwanted;
    }

    /** When the last thing that the registry surely heard was sent. */
    public Duration lastHeard() {
        return lastHeard;
    }

    private List<SessionEffect> whileOpening(Phase.Opening opening, RegistryMessage message, Duration now) {
        return switch (message) {
            case RegistryMessage.Welcome welcome -> {
                ttl = welcome.ttl();
                lastHeard = opening.since();
                lastAnswer = now;
                unanswered.clear();
                heartbeats = 0;
                unwelcomed = 0;
                unwanted = false;
                // The first heartbeat goes at once: a welcome that took long says little about what is heard now.
                phase = new Phase.Live(opening.stream(), welcome.heartbeatInterval(), now);
                yield List.of(new SessionEffect.Established(welcome));
            }
            case RegistryMessage.Refused refused -> refused(opening.stream(), refused, now);
            case RegistryMessage.Assignments _, RegistryMessage.HeartbeatAck _, RegistryMessage.StateAck _ ->
                leave(opening.stream(), "the registry spoke before its welcome", now);
        };
    }

    private List<SessionEffect> whileLive(Phase.Live live, RegistryMessage message, Duration now) {
        return switch (message) {
            case RegistryMessage.Assignments assignments -> List.of(new SessionEffect.Accept(assignments));
            case RegistryMessage.HeartbeatAck(long sequence) -> {
                heard(sequence, now);
                yield List.of();
            }
            case RegistryMessage.StateAck(long sequence) -> List.of(new SessionEffect.ReportStored(sequence));
            case RegistryMessage.Refused refused -> refused(live.stream(), refused, now);
            case RegistryMessage.Welcome _ -> leave(live.stream(), "the registry welcomed the agent twice", now);
        };
    }

    private void heard(long sequence, Duration now) {
        Duration sent = unanswered.get(sequence);
        if (sent == null) {
            return;
        }
        lastHeard = sent;
        lastAnswer = now;
        failures = 0;
        unanswered.headMap(sequence, true).clear();
    }

    private List<SessionEffect> refused(long stream, RegistryMessage.Refused refused, Duration now) {
        String reason = "refused: " + refused.reason();
        unwanted |= refused.unwanted();
        if (!refused.fatal()) {
            return leave(stream, reason, now);
        }
        phase = new Phase.GivenUp(refused.reason());
        return List.of(new SessionEffect.Close(stream, reason), new SessionEffect.GiveUp(refused.reason()));
    }

    private List<SessionEffect> tickLive(Phase.Live live, Duration now) {
        if (now.compareTo(silent()) >= 0) {
            return leave(
                    live.stream(),
                    "no heartbeat was acknowledged for " + now.minus(lastAnswer).toMillis() + " ms",
                    now);
        }
        if (now.compareTo(live.heartbeatAt()) < 0) {
            return List.of();
        }
        heartbeats++;
        unanswered.put(heartbeats, now);
        phase = new Phase.Live(live.stream(), live.interval(), now.plus(live.interval()));
        return List.of(new SessionEffect.Send(new AgentMessage.Heartbeat(heartbeats)));
    }

    private List<SessionEffect> open(Duration now) {
        streams++;
        unwelcomed++;
        phase = new Phase.Opening(streams, now);
        return List.of(new SessionEffect.Open(streams));
    }

    private List<SessionEffect> leave(long stream, String reason, Duration now) {
        SessionEffect close = new SessionEffect.Close(stream, reason);
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(close), waitAfter(reason, now).stream())
                .toList();
    }

    private List<SessionEffect> waitAfter(String reason, Duration now) {
        failures++;
        phase = new Phase.Waiting(now.plus(delay()));
        return List.of(new SessionEffect.Lost(reason));
    }

    /** Doubling, of which a random half to whole is taken: agents that lost a replica together spread out. */
    private Duration delay() {
        double full = Math.min(
                (double) settings.lastRetry().toNanos(),
                settings.firstRetry().toNanos() * Math.pow(2, Math.min(failures - 1, 30)));
        return Duration.ofNanos((long) (full / 2 + random.nextDouble() * full / 2));
    }

    /** For how long it waits for a welcome. */
    private Duration patience() {
        return unwelcomed > HASTY_ATTEMPTS
                ? settings.welcomeTimeout()
                : earlier(part(HASTY), settings.welcomeTimeout());
    }

    private Duration silent() {
        return lastAnswer.plus(part(SILENCE));
    }

    private Duration fence() {
        return lastHeard.plus(part(FENCE));
    }

    private Duration part(double share) {
        return Duration.ofNanos((long) (ttl.toNanos() * share));
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
