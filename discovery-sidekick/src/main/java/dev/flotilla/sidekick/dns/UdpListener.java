package dev.flotilla.sidekick.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries and answers in datagrams, one after the other on one thread: an answer takes microseconds. */
final class UdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
    private static final int LARGEST_QUERY = 4096;

    private final Responder responder;
    private final DatagramChannel channel;

    UdpListener(InetSocketAddress address, Responder responder) throws IOException {
        this.responder = responder;
        this.channel = DatagramChannel.open();
        try {
            channel.bind(address);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on " + address + "/udp: " + e.getMessage(), e);
        }
        Thread.ofPlatform().name("flotilla-dns-udp").daemon().start(this::loop);
    }

    private void loop() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_QUERY);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress asker = channel.receive(buffer);
                buffer.flip();
                byte[] query = new byte[buffer.remaining()];
                buffer.get(query);
                var answer = responder.overUdp(query);
                if (answer.isPresent() && asker != null) {
                    channel.send(ByteBuffer.wrap(answer.get()), asker);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // One asker's trouble; the next one is served all the same.
                LOG.warn("a query over UDP was not answered", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
