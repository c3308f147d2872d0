package dev.flotilla.sidekick.dns;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries and answers over connections (RFC 7766): any number on each, in order. */
final class TcpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
    private static final int MOST_CONNECTIONS = 256;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Responder responder;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    TcpListener(InetSocketAddress address, Responder responder) throws IOException {
        this.responder = responder;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        try {
            server.bind(address);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + address + "/tcp: " + e.getMessage(), e);
        }
        Thread.ofPlatform().name("flotilla-dns-tcp").daemon().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                if (connections.size() >= MOST_CONNECTIONS) {
                    connection.close();
                    continue;
                }
                connections.add(connection);
                Thread.ofVirtual().name("flotilla-dns-connection").start(() -> serve(connection));
            } catch (SocketException e) {
                LOG.debug("no more connections", e);
            } catch (IOException e) {
                LOG.warn("a connection was not taken", e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(Math.toIntExact(LONGEST_SILENCE.toMillis()));
            connection.setTcpNoDelay(true);
            var in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                var answer = responder.overTcp(query);
                if (answer.isEmpty()) {
                    return;
                }
                out.writeShort(answer.get().length);
                out.write(answer.get());
                out.flush();
            }
        } catch (EOFException e) {
            LOG.trace("{} has no more questions", connection);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} ended", connection, e);
        } finally {
            connections.remove(connection);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
