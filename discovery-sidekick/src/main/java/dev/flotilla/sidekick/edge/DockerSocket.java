package dev.flotilla.sidekick.edge;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * GETs of the Docker engine's API over its socket. As HTTP 1.0: the answer ends with the connection, and nothing is chunked.
 * Three calls are all there is to it, which no client library of megabytes would make simpler.
 */
final class DockerSocket {
    private static final int LONGEST_LINE = 64 * 1024;

    private final Path socket;

    DockerSocket(Path socket) {
        this.socket = socket;
    }

    /** An answer that is being read. */
    static final class Answer implements AutoCloseable {
        private final SocketChannel channel;
        private final int status;
        private final InputStream body;

        private Answer(SocketChannel channel, int status, InputStream body) {
            this.channel = channel;
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        JsonStructure json() {
            try (JsonReader reader = Json.createReader(body)) {
                return reader.read();
            }
        }

        /** The next line of a stream. */
        String line() throws IOException {
            return readLine(body);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Answer get(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            OutputStream out = Channels.newOutputStream(channel);
            out.write(("GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            int status = status(readLine(in));
            while (!readLine(in).isEmpty()) {
                // headers are of no interest
            }
            return new Answer(channel, status, in);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[0-9]{3}")) {
            throw new IOException("not an answer of a container engine: " + line);
        }
        return Integer.parseInt(words[1]);
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the container engine hung up");
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("a line of the container engine has no end");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
