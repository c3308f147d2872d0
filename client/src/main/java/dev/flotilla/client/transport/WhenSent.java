package dev.flotilla.client.transport;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that are given to a connection. One that waits for a connection and gets none is not. */
final class WhenSent extends ClientStreamTracer.Factory {
    private final AtomicInteger sent;

    WhenSent(AtomicInteger sent) {
        this.sent = sent;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(io.grpc.Attributes transport, Metadata headers) {
                sent.incrementAndGet();
            }
        };
    }
}
