package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.Socket;

/** Opens a connection to an endpoint, without TLS. */
@FunctionalInterface
public interface Dialer {
    /**
     * Connects.
     *
     * @param timeoutMillis for the connection alone; 0: the system's own
     * @return a connected socket
     */
    Socket dial(Endpoint endpoint, int timeoutMillis) throws IOException;

    /** TCP and Unix sockets of this machine's own network. */
    static Dialer direct() {
        return (endpoint, timeoutMillis) -> endpoint.socket().isPresent()
                ? UnixSocket.connect(endpoint.socket().get())
                : tcp(endpoint, timeoutMillis);
    }

    private static Socket tcp(Endpoint endpoint, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new java.net.InetSocketAddress(endpoint.host(), endpoint.port()), timeoutMillis);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
