package dev.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Ports of loopback on which a server can stop and start again, or start later. A port that was only looked up belongs to
 * nobody while nothing listens on it: the kernel may give it to any connection in between, even to one that is being made
 * to it.
 */
public final class HeldPorts {
    /** Bound, and not listening: as long as they are open, only those who ask for such a port by its number get it. */
    private static final Queue<Socket> HELD = new ConcurrentLinkedQueue<>();

    private HeldPorts() {}

    /**
     * A port that is this process's until it ends. Connections to it are refused while nothing listens on it; a server
     * that is to listen must set SO_REUSEADDR (servers of the JVM, of Go, HAProxy and nginx do).
     */
    public static int take() {
        try {
            // It stays open, and is closed with the process.
            Socket socket = new Socket();
            HELD.add(socket);
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
