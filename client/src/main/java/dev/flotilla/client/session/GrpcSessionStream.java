package dev.flotilla.client.session;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.transport.Replica;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.wire.ErrorWire;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session over gRPC, to the replica that is preferred when it is opened. */
public final class GrpcSessionStream implements SessionStream {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcSessionStream.class);

    private final Replica replica;
    private final Replicas replicas;
    private final ClientCall<dev.flotilla.proto.v1.AgentMessage, dev.flotilla.proto.v1.RegistryMessage> call;
    private final Object sendLock = new Object();
    private final AtomicBoolean closed = new AtomicBoolean();

    private GrpcSessionStream(Replicas replicas) {
        this.replicas = replicas;
        this.replica = replicas.preferred();
        this.call = replica.awake().newCall(SessionServiceGrpc.getOpenMethod(), CallOptions.DEFAULT);
    }

    public static SessionStream open(Replicas replicas, SessionListener listener) {
        GrpcSessionStream stream = new GrpcSessionStream(replicas);
        stream.start(listener);
        return stream;
    }

    private void start(SessionListener listener) {
        call.start(new Incoming(listener), new Metadata());
        call.request(1);
    }

    @Override
    public Endpoint replica() {
        return replica.endpoint();
    }

    @Override
    public void send(AgentMessage message) {
        dev.flotilla.proto.v1.AgentMessage wire = SessionWire.toProto(message);
        synchronized (sendLock) {
            if (!closed.get()) {
                call.sendMessage(wire);
            }
        }
    }

    @Override
    public void close() {
        synchronized (sendLock) {
            if (closed.compareAndSet(false, true)) {
                call.cancel("closed by the agent", null);
            }
        }
    }

    private final class Incoming extends ClientCall.Listener<dev.flotilla.proto.v1.RegistryMessage> {
        private final SessionListener listener;

        Incoming(SessionListener listener) {
            this.listener = listener;
        }

        @Override
        public void onMessage(dev.flotilla.proto.v1.RegistryMessage message) {
            try {
                SessionWire.fromProto(message).ifPresent(listener::onMessage);
            } catch (FlotillaException e) {
                LOG.warn("{} sent a message that cannot be read: {}", replica, e.getMessage());
                call.cancel("a message that cannot be read: " + e.getMessage(), e);
                return;
            }
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            synchronized (sendLock) {
                closed.set(true);
            }
            // Whatever the reason, the next session is better had somewhere else.
            replicas.failed(replica);
            if (status.isOk()) {
                listener.onEnded(new FlotillaError.Unavailable(replica + " ended the session"));
            } else {
                listener.onClosed(ErrorWire.fromStatus(status, trailers));
            }
        }
    }
}
