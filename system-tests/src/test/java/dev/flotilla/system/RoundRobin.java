package dev.flotilla.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One address for several servers, as a name with several addresses is: each connection goes to the next of them. */
final class RoundRobin implements AutoCloseable {
    private final ServerSocket door;
    private final List<URI> servers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private RoundRobin(ServerSocket door, List<URI> servers) {
        this.door = door;
        this.servers = servers;
    }

    static RoundRobin over(String... urls) {
        try {
            var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var balancer = new RoundRobin(door, Stream.of(urls).map(URI::create).toList());
            Thread.ofVirtual().start(balancer::serve);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    private void serve() {
        for (int i = 0; !door.isClosed(); i++) {
            try {
                Socket client = door.accept();
                open.add(client);
                Socket server = new Socket();
                open.add(server);
                URI next = servers.get(i % servers.size());
                server.connect(new InetSocketAddress(next.getHost(), next.getPort()));
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            } catch (IOException closedOrRefused) {
                // The client sees its connection end, as it would without us.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException oneSideIsGone) {
            // Closing both streams tells the other side.
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
