package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.session.AgentChannel;
import dev.flotilla.registry.session.AgentSession;
import dev.flotilla.registry.session.Sessions;
import dev.flotilla.registry.session.ToAgent;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent's stream: gRPC calls in, calls on the session out, and back. */
final class SessionStream implements StreamObserver<AgentMessage>, AgentChannel {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStream.class);

    private final Sessions sessions;
    private final ServerCallStreamObserver<RegistryMessage> observer;
    private volatile @Nullable AgentSession session;
    private boolean ended;

    SessionStream(Sessions sessions, ServerCallStreamObserver<RegistryMessage> observer) {
        this.sessions = sessions;
        this.observer = observer;
        observer.setOnReadyHandler(() -> withSession(AgentSession::ready));
        observer.setOnCancelHandler(() -> withSession(AgentSession::closed));
    }

    @Override
    public void onNext(AgentMessage message) {
        try {
            receive(message);
        } catch (RuntimeException e) {
            FlotillaError error = Futures.error(e);
            LOG.warn("an agent sent what makes no sense: {}", error.message());
            sessions.refuse(this, Optional.ofNullable(session), error);
        }
    }

    @Override
    public void onError(Throwable failure) {
        withSession(AgentSession::closed);
    }

    @Override
    public void onCompleted() {
        withSession(AgentSession::closed);
        sessions.onLoop(this::end);
    }

    private void receive(AgentMessage message) {
        AgentSession open = session;
        if (message.getMessageCase() == AgentMessage.MessageCase.HELLO) {
            if (open != null) {
                throw Requests.invalid("hello", "was said before");
            }
            session = sessions.open(SessionMessages.hello(message.getHello()), this);
            return;
        }
        if (open == null) {
            throw Requests.invalid("hello", "comes first");
        }
        switch (message.getMessageCase()) {
            case HEARTBEAT -> open.heartbeat(message.getHeartbeat().getSequence());
            case STATES -> open.states(SessionMessages.report(message.getStates(), open.machine()));
            case GOODBYE -> open.goodbye(message.getGoodbye().getReason());
            case HELLO, MESSAGE_NOT_SET ->
                throw Requests.invalid("message", "is of a kind that this version does not know");
        }
    }

    private void withSession(java.util.function.Consumer<AgentSession> action) {
        Optional.ofNullable(session).ifPresent(action);
    }

    @Override
    public boolean isReady() {
        return observer.isReady();
    }

    @Override
    public void send(ToAgent message) {
        if (!ended && !observer.isCancelled()) {
            observer.onNext(SessionMessages.toAgent(message));
        }
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            if (!observer.isCancelled()) {
                observer.onCompleted();
            }
        }
    }
}
