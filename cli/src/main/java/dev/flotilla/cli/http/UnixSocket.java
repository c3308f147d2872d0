package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A connection to a Unix socket, where {@link java.net.Socket} knows TCP only. */
final class UnixSocket {
    private UnixSocket() {}

    static StreamSocket connect(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new StreamSocket(
                    Channels.newInputStream(channel), Channels.newOutputStream(channel), channel::close);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
