package dev.flotilla.client.agent;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.AgentServiceGrpc;
import dev.flotilla.proto.v1.CompanionHello;
import dev.flotilla.proto.v1.CompanionMessage;
import dev.flotilla.proto.v1.Withdrawn;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A companion's stream to its agent. It does not come back by itself. Nothing blocks. Thread-safe. */
public final class CompanionStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompanionStream.class);

    private final ClientCall<CompanionMessage, dev.flotilla.proto.v1.MachineNews> call;
    private final Object sendLock = new Object();
    private boolean closed;

    private CompanionStream(Channel channel) {
        this.call = channel.newCall(AgentServiceGrpc.getAccompanyMethod(), CallOptions.DEFAULT);
    }

    static CompanionStream open(Channel channel, String name, boolean withdraws, CompanionListener listener) {
        CompanionStream stream = new CompanionStream(channel);
        stream.call.start(stream.new Incoming(listener), new Metadata());
        stream.call.request(1);
        stream.send(CompanionMessage.newBuilder()
                .setHello(CompanionHello.newBuilder().setName(name).setWithdraws(withdraws))
                .build());
        return stream;
    }

    /** What the unit offers is withdrawn: it may be stopped. */
    public void withdrawn(UnitName unit) {
        send(CompanionMessage.newBuilder()
                .setWithdrawn(Withdrawn.newBuilder().setUnit(unit.value()))
                .build());
    }

    @Override
    public void close() {
        synchronized (sendLock) {
            if (!closed) {
                closed = true;
                call.cancel("closed by the companion", null);
            }
        }
    }

    private void send(CompanionMessage message) {
        synchronized (sendLock) {
            if (!closed) {
                call.sendMessage(message);
            }
        }
    }

    private static MachineNews read(dev.flotilla.proto.v1.MachineNews news) {
        return new MachineNews(
                news.getComplete(),
                MachineWire.id(news.getMachineId(), "machine_id"),
                news.getPrimaryIp(),
                news.getBootId(),
                news.getChangedList().stream()
                        .map(unit -> new LocalUnit(
                                StateWire.fromProto(unit.getState()),
                                unit.getOptionsCount() == 0
                                        ? Optional.empty()
                                        : Optional.of(UnitWire.file(unit.getOptionsList())),
                                unit.getLeaving()))
                        .toList(),
                news.getRemovedList().stream()
                        .map(name -> UnitWire.name(name, "removed"))
                        .toList());
    }

    private final class Incoming extends ClientCall.Listener<dev.flotilla.proto.v1.MachineNews> {
        private final CompanionListener listener;

        Incoming(CompanionListener listener) {
            this.listener = listener;
        }

        @Override
        public void onMessage(dev.flotilla.proto.v1.MachineNews message) {
            try {
                listener.onNews(read(message));
            } catch (FlotillaException e) {
                LOG.warn("the agent sent a message that cannot be read: {}", e.getMessage());
                call.cancel("a message that cannot be read: " + e.getMessage(), e);
                return;
            }
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            synchronized (sendLock) {
                closed = true;
            }
            listener.onClosed(
                    status.isOk()
                            ? new FlotillaError.Unavailable("the agent ended the stream")
                            : ErrorWire.fromStatus(status, trailers));
        }
    }
}
