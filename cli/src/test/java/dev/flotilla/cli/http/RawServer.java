package dev.flotilla.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;

/** Answers each request with the next of some texts, byte for byte; an empty one closes the connection instead. */
public final class RawServer implements AutoCloseable {
    private final ServerSocketChannel server;
    private final LinkedList<String> answers;
    private final List<String> requests = Collections.synchronizedList(new LinkedList<>());
    private volatile int connections;

    private RawServer(ServerSocketChannel server, String... answers) {
        this.server = server;
        this.answers = new LinkedList<>(List.of(answers));
        Thread.ofVirtual().start(this::serve);
    }

    public static RawServer tcp(String... answers) throws IOException {
        return bound(ServerSocketChannel.open(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), answers);
    }

    static RawServer unix(Path path, String... answers) throws IOException {
        return bound(ServerSocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(path), answers);
    }

    private static RawServer bound(ServerSocketChannel channel, SocketAddress address, String... answers)
            throws IOException {
        channel.bind(address);
        return new RawServer(channel, answers);
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public Endpoint endpoint() throws IOException {
        return Endpoint.parse("http://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    /** The heads of the requests. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    int connections() {
        return connections;
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel channel = server.accept()) {
                    connections = connections + 1;
                    answer(Channels.newInputStream(channel), Channels.newOutputStream(channel));
                }
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void answer(InputStream in, OutputStream out) throws IOException {
        while (true) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    return;
                }
                head.append((char) c);
            }
            requests.add(head.toString());
            String answer = answers.isEmpty() ? "" : answers.removeFirst();
            if (answer.isEmpty()) {
                return;
            }
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
