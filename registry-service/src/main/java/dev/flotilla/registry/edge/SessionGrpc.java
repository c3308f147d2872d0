package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.registry.Registry;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/** {@code SessionService}. */
@GrpcService
public class SessionGrpc extends SessionServiceGrpc.SessionServiceImplBase {
    private final Registry registry;

    SessionGrpc(Registry registry) {
        this.registry = registry;
    }

    @Override
    public StreamObserver<AgentMessage> open(StreamObserver<RegistryMessage> observer) {
        return new SessionStream(registry.sessions(), (ServerCallStreamObserver<RegistryMessage>) observer);
    }
}
