package dev.flotilla.sidekick.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A container engine's socket that says of a container what a test has it say. */
public final class FakeDocker implements AutoCloseable {
    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Map<String, String> containers = new ConcurrentHashMap<>();

    public FakeDocker(Path socket) throws IOException {
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    /** @param json as {@code docker inspect} has it */
    public void container(String name, String json) {
        containers.put("/containers/" + name + "/json", json);
    }

    private void serve() {
        while (true) {
            try (SocketChannel client = listener.accept()) {
                answer(client);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(SocketChannel client) throws IOException {
        BufferedReader request =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.US_ASCII));
        String path = request.readLine().split(" ")[1];
        while (!request.readLine().isEmpty()) {
            // headers are of no interest
        }
        String status = containers.containsKey(path) ? "200 OK" : "404 Not Found";
        String answer = "HTTP/1.0 " + status + "\r\n\r\n" + containers.getOrDefault(path, "{}");
        ByteBuffer out = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            client.write(out);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
