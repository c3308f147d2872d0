package dev.flotilla.client.discovery;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.transport.Replica;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.proto.v1.DiscoveryServiceGrpc;
import dev.flotilla.proto.v1.Heartbeat;
import dev.flotilla.proto.v1.Offers;
import dev.flotilla.proto.v1.RefusedOffer;
import dev.flotilla.proto.v1.SidekickHello;
import dev.flotilla.proto.v1.SidekickMessage;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.InstanceWire;
import dev.flotilla.wire.TimeWire;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sidekick's stream to one replica. It does not come back by itself: opening another is the sidekick's decision. What is
 * said after its end is dropped. Nothing blocks. Thread-safe.
 */
public final class AnnounceStream implements AnnounceLine {
    private static final Logger LOG = LoggerFactory.getLogger(AnnounceStream.class);

    private final Replica replica;
    private final Replicas replicas;
    private final ClientCall<SidekickMessage, dev.flotilla.proto.v1.AnnounceReply> call;
    private final Object sendLock = new Object();
    private final AtomicBoolean closed = new AtomicBoolean();

    private AnnounceStream(Replicas replicas) {
        this.replicas = replicas;
        this.replica = replicas.preferred();
        this.call = replica.awake().newCall(DiscoveryServiceGrpc.getAnnounceMethod(), CallOptions.DEFAULT);
    }

    static AnnounceStream open(Replicas replicas, AnnounceListener listener) {
        AnnounceStream stream = new AnnounceStream(replicas);
        stream.call.start(stream.new Incoming(listener), new Metadata());
        stream.call.request(1);
        return stream;
    }

    /** The replica it goes to. */
    public Endpoint replica() {
        return replica.endpoint();
    }

    @Override
    public void hello(MachineId machine, String version, Duration ttl) {
        send(SidekickMessage.newBuilder()
                .setHello(SidekickHello.newBuilder()
                        .setMachineId(machine.value())
                        .setSidekickVersion(version)
                        .setTtl(TimeWire.toProto(ttl)))
                .build());
    }

    @Override
    public void offers(long sequence, boolean complete, Collection<Offer> put, Collection<InstanceKey> removed) {
        Offers.Builder offers = Offers.newBuilder().setSequence(sequence).setComplete(complete);
        put.forEach(offer -> offers.addPut(toProto(offer)));
        removed.forEach(key -> offers.addRemoved(InstanceWire.toProto(key)));
        send(SidekickMessage.newBuilder().setOffers(offers).build());
    }

    @Override
    public void heartbeat(long sequence) {
        send(SidekickMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setSequence(sequence))
                .build());
    }

    @Override
    public void close() {
        synchronized (sendLock) {
            if (closed.compareAndSet(false, true)) {
                call.cancel("closed by the sidekick", null);
            }
        }
    }

    private void send(SidekickMessage message) {
        synchronized (sendLock) {
            if (!closed.get()) {
                call.sendMessage(message);
            }
        }
    }

    private static dev.flotilla.proto.v1.Offer toProto(Offer offer) {
        return dev.flotilla.proto.v1.Offer.newBuilder()
                .setInstance(InstanceWire.toProto(offer.instance()))
                .setTtl(TimeWire.toProto(offer.ttl()))
                .build();
    }

    private static Optional<AnnounceReply> fromProto(dev.flotilla.proto.v1.AnnounceReply reply) {
        return switch (reply.getMessageCase()) {
            case WELCOME ->
                Optional.of(new AnnounceReply.Welcome(
                        reply.getWelcome().getSessionId(),
                        reply.getWelcome().getReplicaId(),
                        reply.getWelcome().getHeldList().stream()
                                .map(offer -> new Offer(
                                        InstanceWire.fromProto(offer.getInstance()),
                                        TimeWire.fromProto(offer.getTtl(), "ttl")))
                                .toList()));
            case OFFERS_ACK ->
                Optional.of(new AnnounceReply.Stored(
                        reply.getOffersAck().getSequence(), reply.getOffersAck().getRevision()));
            case HEARTBEAT_ACK ->
                Optional.of(new AnnounceReply.Renewed(reply.getHeartbeatAck().getSequence()));
            case REFUSED ->
                Optional.of(new AnnounceReply.Refused(
                        reply.getRefused().getReason(), reply.getRefused().getFatal()));
            case REFUSED_OFFERS ->
                Optional.of(new AnnounceReply.RefusedOffers(reply.getRefusedOffers().getOffersList().stream()
                        .collect(Collectors.toMap(
                                offer -> InstanceWire.fromProto(offer.getKey()), RefusedOffer::getReason))));
            case MESSAGE_NOT_SET -> Optional.empty();
        };
    }

    private final class Incoming extends ClientCall.Listener<dev.flotilla.proto.v1.AnnounceReply> {
        private final AnnounceListener listener;

        Incoming(AnnounceListener listener) {
            this.listener = listener;
        }

        @Override
        public void onMessage(dev.flotilla.proto.v1.AnnounceReply message) {
            try {
                fromProto(message).ifPresent(listener::onReply);
            } catch (FlotillaException | IllegalArgumentException e) {
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
            listener.onClosed(
                    status.isOk()
                            ? new FlotillaError.Unavailable(replica + " ended the session")
                            : ErrorWire.fromStatus(status, trailers));
        }
    }
}
