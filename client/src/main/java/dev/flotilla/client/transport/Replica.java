package dev.flotilla.client.transport;

import dev.flotilla.client.Endpoint;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/** One replica of the registry, as this client reaches it. */
public record Replica(Endpoint endpoint, ManagedChannel channel) {

    /**
     * The channel, with the connection's own backoff cut short when it waits: whoever calls has a backoff of his own,
     * and gRPC's would refuse calls for minutes after the replica is back.
     */
    public ManagedChannel awake() {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return channel;
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
