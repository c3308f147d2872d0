package dev.flotilla.cli.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection, one exchange at a time. Not for several threads. */
final class Connection implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final Endpoint endpoint;
    private final Socket socket;
    private final String user;
    private final ListeningStream heard;
    private final InputStream in;
    private boolean reusable = true;

    Connection(Endpoint endpoint, Socket socket, String user) throws IOException {
        this.endpoint = endpoint;
        this.socket = socket;
        this.user = user;
        this.heard = new ListeningStream(socket);
        this.in = new BufferedInputStream(heard, BUFFER);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean isReusable() {
        return reusable && !socket.isClosed();
    }

    /** A whole exchange; the connection is good for another one when {@link #isReusable()}. */
    Response exchange(Request request, Duration timeout) throws IOException {
        try (Deadline deadline = new Deadline(socket, timeout)) {
            try {
                ResponseHead head = send(request);
                String body = new String(new BodyStream(in, head).readAllBytes(), StandardCharsets.UTF_8);
                reusable = head.keepsConnection();
                return new Response(head.status(), head.header("content-type"), body, false);
            } catch (IOException e) {
                throw deadline.explain(e);
            }
        }
    }

    /**
     * The answer's head within the timeout, its body as it comes, but for a silence in which the other side would have said
     * something if it were there. The connection is used up by it.
     */
    StreamedResponse stream(Request request, Duration timeout) throws IOException {
        try (Deadline deadline = new Deadline(socket, timeout)) {
            try {
                ResponseHead head = send(request);
                heard.limit(head.longestSilence());
                BodyStream body = new BodyStream(in, head);
                return new StreamedResponse(head.status(), head.header("content-type"), body, body.trailers(), this);
            } catch (IOException e) {
                throw deadline.explain(e);
            }
        }
    }

    private ResponseHead send(Request request) throws IOException {
        reusable = false;
        socket.getOutputStream().write(request.encode(endpoint, user));
        socket.getOutputStream().flush();
        return ResponseHead.read(in);
    }

    @Override
    public void close() throws IOException {
        reusable = false;
        heard.end();
        socket.close();
    }
}
