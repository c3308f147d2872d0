package dev.flotilla.agent;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.session.SessionStream;
import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry's side of sessions, played by a test. */
final class ScriptedRegistry implements RegistryLine {
    private final List<AgentMessage> heard = new ArrayList<>();
    private @Nullable SessionListener agent;
    private boolean away;
    private boolean silent;
    private Optional<RegistryMessage.Refused> refusal = Optional.empty();
    int sessions;

    @Override
    public SessionStream open(SessionListener listener) {
        sessions++;
        if (away) {
            listener.onClosed(new FlotillaError.Unavailable("connection refused"));
            return new Line();
        }
        agent = listener;
        refusal.ifPresent(this::say);
        return new Line();
    }

    /** Welcomes the agent and tells it what to run. */
    void welcome(RegistryMessage.Assignments assignments) {
        welcome();
        say(assignments);
    }

    /** Welcomes the agent; what it is to run comes later. */
    void welcome() {
        say(new RegistryMessage.Welcome("s" + sessions, Duration.ofSeconds(2), Duration.ofSeconds(6), "r1"));
    }

    void say(RegistryMessage message) {
        if (agent != null) {
            agent.onMessage(message);
        }
    }

    /** From now on, until it has been away: whoever comes is told so. */
    void refusing(RegistryMessage.Refused words) {
        refusal = Optional.of(words);
    }

    /** The connection breaks and no other is to be had. */
    void away(boolean on) {
        away = on;
        refusal = Optional.empty();
        SessionListener lost = agent;
        if (on && lost != null) {
            agent = null;
            lost.onClosed(new FlotillaError.Unavailable("connection reset"));
        }
    }

    /** As a registry that has noted a goodbye. */
    private void end() {
        SessionListener gone = agent;
        agent = null;
        if (gone != null) {
            gone.onEnded(new FlotillaError.Unavailable("the registry ended the session"));
        }
    }

    /** The connection stays open, but nothing is acknowledged. */
    void silent(boolean on) {
        silent = on;
    }

    /** What the agent said since the last time. */
    List<AgentMessage> takeHeard() {
        List<AgentMessage> messages = List.copyOf(heard);
        heard.clear();
        return messages;
    }

    <T extends AgentMessage> List<T> takeHeard(Class<T> kind) {
        return takeHeard().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private final class Line implements SessionStream {
        @Override
        public Endpoint replica() {
            return new Endpoint("registry", 1);
        }

        @Override
        public void send(AgentMessage message) {
            heard.add(message);
            if (silent) {
                return;
            }
            switch (message) {
                case AgentMessage.Heartbeat(long sequence) -> say(new RegistryMessage.HeartbeatAck(sequence));
                case AgentMessage.StateReport report -> say(new RegistryMessage.StateAck(report.sequence()));
                case AgentMessage.Goodbye _ -> end();
                case AgentMessage.Hello _ -> {}
            }
        }

        @Override
        public void close() {
            agent = null;
        }
    }
}
