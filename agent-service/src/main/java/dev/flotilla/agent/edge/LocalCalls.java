package dev.flotilla.agent.edge;

import dev.flotilla.proto.v1.AgentServiceGrpc;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Only what runs on the machine accompanies its agent: others neither see its units' files nor answer for them. */
@GlobalInterceptor
@ApplicationScoped
class LocalCalls implements ServerInterceptor {
    private static final String LOCAL_METHOD =
            AgentServiceGrpc.getAccompanyMethod().getFullMethodName();

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        boolean onlyLocal = call.getMethodDescriptor().getFullMethodName().equals(LOCAL_METHOD);
        if (onlyLocal
                && !isLocal(
                        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                        call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR))) {
            call.close(
                    Status.PERMISSION_DENIED.withDescription("only what runs on this machine may accompany its agent"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }

    static boolean isLocal(@Nullable SocketAddress remote, @Nullable SocketAddress local) {
        if (!(remote instanceof InetSocketAddress from)) {
            return true; // not over a network
        }
        InetAddress address = from.getAddress();
        return address.isLoopbackAddress()
                || local instanceof InetSocketAddress here && address.equals(here.getAddress());
    }
}
