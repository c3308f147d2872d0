package dev.flotilla.agent.edge;

import dev.flotilla.agent.AgentIdentity;
import dev.flotilla.agent.companion.Companion;
import dev.flotilla.agent.companion.Companions;
import dev.flotilla.agent.companion.LocalUnit;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.CompanionMessage;
import dev.flotilla.proto.v1.MachineNews;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One companion's stream. What it says is done on the agent's loop, and there it is told what is new. */
final class AccompanyStream implements StreamObserver<CompanionMessage>, Companion {
    private final Companions companions;
    private final AgentIdentity identity;
    private final Executor loop;
    private final ServerCallStreamObserver<MachineNews> observer;
    private boolean ended;

    AccompanyStream(
            Companions companions,
            AgentIdentity identity,
            Executor loop,
            ServerCallStreamObserver<MachineNews> observer) {
        this.companions = companions;
        this.identity = identity;
        this.loop = loop;
        this.observer = observer;
        observer.setOnCancelHandler(this::leave);
    }

    @Override
    public void onNext(CompanionMessage message) {
        switch (message.getMessageCase()) {
            case HELLO -> {
                boolean withdraws = message.getHello().getWithdraws();
                onLoop(all -> all.join(this, withdraws));
            }
            case WITHDRAWN -> withdrawn(message.getWithdrawn().getUnit());
            case MESSAGE_NOT_SET -> {
                // of a later version
            }
        }
    }

    private void withdrawn(String name) {
        try {
            UnitName unit = UnitWire.name(name, "unit");
            onLoop(all -> all.withdrawn(unit));
        } catch (FlotillaException e) {
            observer.onError(ErrorWire.toStatus(e));
            leave();
        }
    }

    @Override
    public void onError(Throwable failure) {
        leave();
    }

    @Override
    public void onCompleted() {
        leave();
        if (!observer.isCancelled()) {
            observer.onCompleted();
        }
    }

    @Override
    public void news(boolean complete, Collection<LocalUnit> changed, Collection<UnitName> removed) {
        if (ended || observer.isCancelled()) {
            return;
        }
        MachineNews.Builder news = MachineNews.newBuilder()
                .setComplete(complete)
                .setMachineId(identity.machine().value())
                .setPrimaryIp(identity.primaryIp())
                .setBootId(identity.bootId());
        changed.forEach(unit -> news.addChanged(toProto(unit)));
        removed.forEach(name -> news.addRemoved(name.value()));
        observer.onNext(news.build());
    }

    private static dev.flotilla.proto.v1.LocalUnit toProto(LocalUnit unit) {
        var message = dev.flotilla.proto.v1.LocalUnit.newBuilder()
                .setState(StateWire.toProto(unit.state()))
                .setLeaving(unit.leaving());
        unit.file().ifPresent(file -> message.addAllOptions(UnitWire.options(file)));
        return message.build();
    }

    private void leave() {
        onLoop(all -> {
            ended = true;
            all.leave(this);
        });
    }

    private void onLoop(Consumer<Companions> task) {
        loop.execute(() -> task.accept(companions));
    }
}
