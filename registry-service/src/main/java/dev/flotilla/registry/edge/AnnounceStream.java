package dev.flotilla.registry.edge;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.proto.v1.AnnounceReply;
import dev.flotilla.proto.v1.AnnounceWelcome;
import dev.flotilla.proto.v1.HeartbeatAck;
import dev.flotilla.proto.v1.Offers;
import dev.flotilla.proto.v1.OffersAck;
import dev.flotilla.proto.v1.Refused;
import dev.flotilla.proto.v1.RefusedOffer;
import dev.flotilla.proto.v1.RefusedOffers;
import dev.flotilla.proto.v1.SidekickHello;
import dev.flotilla.proto.v1.SidekickMessage;
import dev.flotilla.registry.discovery.Offer;
import dev.flotilla.registry.discovery.SidekickChannel;
import dev.flotilla.registry.discovery.SidekickSession;
import dev.flotilla.registry.discovery.Sidekicks;
import dev.flotilla.registry.discovery.ToSidekick;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.InstanceWire;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.TimeWire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sidekick's stream: gRPC calls in, calls on the session out, and back. */
final class AnnounceStream implements StreamObserver<SidekickMessage>, SidekickChannel {
    private static final Logger LOG = LoggerFactory.getLogger(AnnounceStream.class);
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(15);

    private final Sidekicks sidekicks;
    private final ServerCallStreamObserver<AnnounceReply> observer;
    private volatile @Nullable SidekickSession session;
    private volatile @Nullable MachineId machine;
    private volatile Duration ttl = DEFAULT_TTL;
    private boolean ended;

    AnnounceStream(Sidekicks sidekicks, ServerCallStreamObserver<AnnounceReply> observer) {
        this.sidekicks = sidekicks;
        this.observer = observer;
        observer.setOnCancelHandler(() -> withSession(SidekickSession::closed));
    }

    @Override
    public void onNext(SidekickMessage message) {
        try {
            receive(message);
        } catch (RuntimeException e) {
            FlotillaError error = Futures.error(e);
            LOG.warn("a sidekick sent what makes no sense: {}", error.message());
            withSession(SidekickSession::closed);
            fail(error);
        }
    }

    @Override
    public void onError(Throwable failure) {
        withSession(SidekickSession::closed);
    }

    @Override
    public void onCompleted() {
        withSession(SidekickSession::closed);
        end();
    }

    @Override
    public synchronized void send(ToSidekick message) {
        if (!ended && !observer.isCancelled()) {
            observer.onNext(reply(message));
        }
    }

    @Override
    public synchronized void end() {
        if (!ended) {
            ended = true;
            if (!observer.isCancelled()) {
                observer.onCompleted();
            }
        }
    }

    private synchronized void fail(FlotillaError error) {
        if (!ended) {
            ended = true;
            if (!observer.isCancelled()) {
                observer.onError(ErrorWire.toStatus(error));
            }
        }
    }

    private void receive(SidekickMessage message) {
        SidekickSession open = session;
        if (message.getMessageCase() == SidekickMessage.MessageCase.HELLO) {
            if (open != null) {
                throw Requests.invalid("hello", "was said before");
            }
            hello(message.getHello());
            return;
        }
        if (open == null) {
            throw Requests.invalid("hello", "comes first");
        }
        switch (message.getMessageCase()) {
            case OFFERS -> offers(open, message.getOffers());
            case HEARTBEAT -> open.heartbeat(message.getHeartbeat().getSequence());
            case HELLO, MESSAGE_NOT_SET ->
                throw Requests.invalid("message", "is of a kind that this version does not know");
        }
    }

    private void hello(SidekickHello hello) {
        MachineId id = MachineWire.id(hello.getMachineId(), "machine_id");
        machine = id;
        ttl = InstanceWire.ttl(hello.hasTtl(), hello.getTtl(), DEFAULT_TTL);
        session = sidekicks.open(id, ttl, this);
    }

    private void offers(SidekickSession open, Offers offers) {
        open.offers(
                offers.getSequence(),
                offers.getComplete(),
                offers.getPutList().stream().map(this::offer).toList(),
                offers.getRemovedList().stream().map(InstanceWire::fromProto).toList());
    }

    private Offer offer(dev.flotilla.proto.v1.Offer message) {
        Instance instance = InstanceWire.fromProto(message.getInstance());
        if (!instance.machine().equals(Optional.ofNullable(machine))) {
            throw Requests.invalid("machine_id", "of an offer is the sidekick's own machine");
        }
        return new Offer(instance, Sidekicks.checkedTtl(InstanceWire.ttl(message.hasTtl(), message.getTtl(), ttl)));
    }

    private void withSession(Consumer<SidekickSession> action) {
        Optional.ofNullable(session).ifPresent(action);
    }

    private static AnnounceReply reply(ToSidekick message) {
        AnnounceReply.Builder reply = AnnounceReply.newBuilder();
        switch (message) {
            case ToSidekick.Welcome welcome -> reply.setWelcome(welcome(welcome));
            case ToSidekick.Stored(long sequence, long revision) ->
                reply.setOffersAck(OffersAck.newBuilder().setSequence(sequence).setRevision(revision));
            case ToSidekick.Renewed(long sequence) ->
                reply.setHeartbeatAck(HeartbeatAck.newBuilder().setSequence(sequence));
            case ToSidekick.RefusedOffers refused -> reply.setRefusedOffers(refused(refused));
            case ToSidekick.Refused(String reason, boolean fatal) ->
                reply.setRefused(Refused.newBuilder().setReason(reason).setFatal(fatal));
        }
        return reply.build();
    }

    private static AnnounceWelcome welcome(ToSidekick.Welcome welcome) {
        AnnounceWelcome.Builder message =
                AnnounceWelcome.newBuilder().setSessionId(welcome.sessionId()).setReplicaId(welcome.replicaId());
        welcome.held()
                .forEach(offer -> message.addHeld(dev.flotilla.proto.v1.Offer.newBuilder()
                        .setInstance(InstanceWire.toProto(offer.instance()))
                        .setTtl(TimeWire.toProto(offer.ttl()))));
        return message.build();
    }

    private static RefusedOffers refused(ToSidekick.RefusedOffers refused) {
        RefusedOffers.Builder message = RefusedOffers.newBuilder();
        refused.reasons()
                .forEach((key, reason) -> message.addOffers(RefusedOffer.newBuilder()
                        .setKey(InstanceWire.toProto(key))
                        .setReason(reason)));
        return message.build();
    }
}
