package dev.flotilla.sidekick.haproxy;

import dev.flotilla.sidekick.directory.HostLookup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where an HAProxy takes commands: {@code stats socket PATH level admin} in its configuration.
 *
 * @param name as it was written
 * @param address a host in it is looked up for each command: it may be known only later, or move
 */
public record RuntimeSocket(String name, SocketAddress address) {
    private static final int LARGEST_ANSWER = 16 << 20;

    /** Reads a path or {@code host:port}; says what is wrong with it otherwise. */
    public static RuntimeSocket parse(String text) {
        if (text.startsWith("/")) {
            return new RuntimeSocket(text, UnixDomainSocketAddress.of(Path.of(text)));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither an absolute path nor host:port");
        }
        return new RuntimeSocket(
                text,
                InetSocketAddress.createUnresolved(
                        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    /**
     * Says something and reads all of the answer.
     *
     * @throws IOException when nobody answers in time
     */
    String ask(String command, Duration timeout, HostLookup hosts) throws IOException {
        SocketAddress found = find(hosts);
        long deadline = System.nanoTime() + timeout.toNanos();
        StandardProtocolFamily unix = StandardProtocolFamily.UNIX;
        try (SocketChannel channel =
                        found instanceof UnixDomainSocketAddress ? SocketChannel.open(unix) : SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(found)) {
                await(selector, deadline);
                channel.finishConnect();
            }
            key.interestOps(SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                await(selector, deadline);
                channel.write(out);
            }
            key.interestOps(SelectionKey.OP_READ);
            return read(channel, selector, deadline);
        }
    }

    private SocketAddress find(HostLookup hosts) throws IOException {
        if (!(address instanceof InetSocketAddress named)) {
            return address;
        }
        try {
            return new InetSocketAddress(hosts.lookup(named.getHostString()), named.getPort());
        } catch (UnknownHostException e) {
            throw new IOException("no address is known of the host of " + name, e);
        }
    }

    private String read(SocketChannel channel, Selector selector, long deadline) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(16 << 10);
        while (true) {
            await(selector, deadline);
            in.clear();
            if (channel.read(in) < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.write(in.array(), 0, in.position());
            if (answer.size() > LARGEST_ANSWER) {
                throw new IOException(name + " does not stop answering");
            }
        }
    }

    private void await(Selector selector, long deadline) throws IOException {
        selector.selectedKeys().clear();
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException(name + " did not answer in time");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
