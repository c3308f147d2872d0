package dev.flotilla.agent.edge;

import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.AssignedUnit;
import dev.flotilla.proto.v1.Assignments;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.HeartbeatAck;
import dev.flotilla.proto.v1.Hello;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.proto.v1.StateAck;
import dev.flotilla.proto.v1.StateReport;
import dev.flotilla.proto.v1.UnitState;
import dev.flotilla.proto.v1.Welcome;
import dev.flotilla.testing.HeldPorts;
import dev.flotilla.wire.UnitWire;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One replica of a registry, with the session service alone: it assigns what the test says and keeps what it hears. */
final class FakeRegistry implements AutoCloseable {
    private final int port = HeldPorts.take();
    private final Map<String, AssignedUnit> assigned = new TreeMap<>();
    private @Nullable Server server = open();
    private @Nullable StreamObserver<RegistryMessage> agent;
    private long revision = 1;

    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    final Map<String, UnitState> states = new ConcurrentHashMap<>();

    int port() {
        return port;
    }

    private Server open() {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(new Sessions())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process dies. */
    void kill() {
        close();
    }

    /** Another one takes its place. */
    synchronized void comeBack() {
        server = open();
    }

    synchronized void assign(String name, String content, DesiredState desired) {
        var file = dev.flotilla.model.unit.UnitFile.parse(name, content);
        AssignedUnit unit = AssignedUnit.newBuilder()
                .setName(name)
                .setHash(file.hash().hex())
                .setDesiredState(desired)
                .addAllOptions(UnitWire.options(file))
                .build();
        assigned.put(name, unit);
        tell(Assignments.newBuilder().addUnits(unit));
    }

    synchronized void withdraw(String name) {
        assigned.remove(name);
        tell(Assignments.newBuilder().addRemoved(name));
    }

    private void tell(Assignments.Builder difference) {
        revision++;
        if (agent != null) {
            agent.onNext(RegistryMessage.newBuilder()
                    .setAssignments(difference.setRevision(revision))
                    .build());
        }
    }

    @Override
    public void close() {
        Server running;
        synchronized (this) {
            running = server;
            server = null;
            agent = null;
        }
        if (running != null) {
            running.shutdownNow();
            try {
                running.awaitTermination();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Sessions extends SessionServiceGrpc.SessionServiceImplBase {
        @Override
        public StreamObserver<AgentMessage> open(StreamObserver<RegistryMessage> response) {
            return new StreamObserver<>() {
                @Override
                public void onNext(AgentMessage message) {
                    synchronized (FakeRegistry.this) {
                        heard(message, response);
                    }
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    response.onCompleted();
                }
            };
        }
    }

    private void heard(AgentMessage message, StreamObserver<RegistryMessage> response) {
        switch (message.getMessageCase()) {
            case HELLO -> {
                hellos.add(message.getHello());
                agent = response;
                response.onNext(RegistryMessage.newBuilder()
                        .setWelcome(Welcome.newBuilder()
                                .setSessionId("s" + hellos.size())
                                .setReplicaId("fake")
                                .setHeartbeatInterval(com.google.protobuf.Duration.newBuilder()
                                        .setNanos(200_000_000))
                                .setTtl(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(2)))
                        .build());
                response.onNext(RegistryMessage.newBuilder()
                        .setAssignments(Assignments.newBuilder()
                                .setRevision(revision)
                                .setComplete(true)
                                .addAllUnits(assigned.values()))
                        .build());
            }
            case HEARTBEAT ->
                response.onNext(RegistryMessage.newBuilder()
                        .setHeartbeatAck(HeartbeatAck.newBuilder()
                                .setSequence(message.getHeartbeat().getSequence()))
                        .build());
            case STATES -> {
                StateReport report = message.getStates();
                if (report.getComplete()) {
                    states.clear();
                }
                report.getChangedList().forEach(state -> states.put(state.getUnit(), state));
                report.getRemovedList().forEach(states::remove);
                response.onNext(RegistryMessage.newBuilder()
                        .setStateAck(StateAck.newBuilder().setSequence(report.getSequence()))
                        .build());
            }
            case GOODBYE, MESSAGE_NOT_SET -> {}
        }
    }
}
