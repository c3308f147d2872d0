package dev.flotilla.registry.edge;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

/** Plain channels to a local port. */
final class Channels {
    private Channels() {}

    static ManagedChannel to(int port) {
        return ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
    }
}
