package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;

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

    /** A host that is gone is noticed within a minute, also while nothing is sent: a log may be silent for hours. */
    private static void keepAlive(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, 30);
        set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
        set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }

    private static void set(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    private static Socket tcp(Endpoint endpoint, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            keepAlive(socket);
            socket.connect(new java.net.InetSocketAddress(endpoint.host(), endpoint.port()), timeoutMillis);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
