package dev.flotilla.registry.session;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.state.StateReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * One agent's stream from its hello to its end. The agent's messages may come from any thread, but one after the other; all
 * else is on the loop. That a stream ends says nothing about the machine: presence waits for the TTL.
 */
public final class AgentSession {
    /** An agent waits for the welcome; a few messages that crossed it are kept. */
    private static final int MAX_EARLY = 64;

    private enum Phase {
        OPENING,
        LIVE,
        ENDED
    }

    private final Sessions sessions;
    private final Hello hello;
    private final String id;
    private final AgentChannel channel;
    private final AssignmentFeed feed;
    private final List<Runnable> early = new ArrayList<>();
    private final Queue<Heartbeat> heartbeats = new ArrayDeque<>();
    private final Queue<Unacknowledged> unacknowledged = new ArrayDeque<>();
    private Phase phase = Phase.OPENING;

    /** One that is not acknowledged yet, and when it came. */
    private record Heartbeat(long sequence, long at) {}

    private static final class Unacknowledged {
        private final long sequence;
        private boolean stored;

        private Unacknowledged(long sequence) {
            this.sequence = sequence;
        }
    }

    AgentSession(Sessions sessions, Hello hello, String id, AgentChannel channel) {
        this.sessions = sessions;
        this.hello = hello;
        this.id = id;
        this.channel = channel;
        this.feed = new AssignmentFeed(hello.held());
    }

    String id() {
        return id;
    }

    Hello hello() {
        return hello;
    }

    /** The machine that the agent spoke for in its hello. */
    public MachineId machine() {
        return hello.machine();
    }

    /** The agent is alive. It is told that it was heard as soon as that is worth something. */
    public void heartbeat(long sequence) {
        sessions.loop()
                .execute(() -> whenLive(() -> {
                    sessions.heard(this);
                    heartbeats.add(new Heartbeat(sequence, sessions.loop().nanoTime()));
                    acknowledgeHeartbeats();
                }));
    }

    /** The agent reports states; it is acknowledged when they are stored. */
    public void states(StateReport report) {
        sessions.loop()
                .execute(() -> whenLive(() -> {
                    sessions.heard(this);
                    Unacknowledged waiting = new Unacknowledged(report.sequence());
                    unacknowledged.add(waiting);
                    sessions.report(this, report).thenAccept(stored -> {
                        waiting.stored = stored;
                        acknowledge();
                    });
                }));
    }

    /** The machine leaves for good. */
    public void goodbye(String reason) {
        sessions.loop().execute(() -> whenLive(() -> sessions.leave(this, reason)));
    }

    /** The stream is ready for more. */
    public void ready() {
        sessions.loop().execute(() -> {
            if (phase == Phase.LIVE) {
                sessions.tell(this);
            }
        });
    }

    /** The stream is closed or broken. */
    public void closed() {
        sessions.loop().execute(() -> {
            if (phase != Phase.ENDED) {
                phase = Phase.ENDED;
                sessions.streamEnded(this);
            }
        });
    }

    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    void welcome(ToAgent.Welcome welcome) {
        phase = Phase.LIVE;
        channel.send(welcome);
        List.copyOf(early).forEach(Runnable::run);
        early.clear();
    }

    /** Tells the machine's assignments, or what is different; waits for the stream when the agent is slow. */
    void assign(Machine machine, Map<UnitName, Unit> assigned, long revision) {
        if (phase == Phase.LIVE && machine.sessionId().equals(id)) {
            feed.next(assigned, revision).ifPresent(channel::send);
        }
    }

    boolean isReady() {
        return channel.isReady();
    }

    void refuse(FlotillaError error) {
        end(ToAgent.Refused.because(error));
    }

    void end(ToAgent.Refused reason) {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDED;
            channel.send(reason);
            channel.end();
        }
    }

    /** The stream ends as the agent wished. */
    void end() {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDED;
            channel.end();
        }
    }

    /**
     * An agent that is acknowledged runs its units with {@code OnPartition=stop} on. So it is told only of heartbeats that came
     * while the other replicas knew that this one is there: else they may take the machine for lost.
     */
    void acknowledgeHeartbeats() {
        while (phase == Phase.LIVE
                && !heartbeats.isEmpty()
                && sessions.countedAt(heartbeats.element().at())) {
            channel.send(new ToAgent.HeartbeatAck(heartbeats.remove().sequence()));
        }
    }

    /** In the order of the reports: an acknowledged one means that all before it are stored too. */
    private void acknowledge() {
        while (phase == Phase.LIVE && !unacknowledged.isEmpty() && unacknowledged.element().stored) {
            channel.send(new ToAgent.StateAck(unacknowledged.remove().sequence));
        }
    }

    private void whenLive(Runnable action) {
        switch (phase) {
            case LIVE -> action.run();
            case OPENING -> {
                if (early.size() < MAX_EARLY) {
                    early.add(action);
                } else {
                    end(new ToAgent.Refused("too many messages before the welcome"));
                }
            }
            case ENDED -> {}
        }
    }
}
