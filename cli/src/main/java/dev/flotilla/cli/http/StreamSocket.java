package dev.flotilla.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Objects;

/** A connected socket over two streams that are none of TCP: a Unix socket's, or those of a process that forwards. */
public class StreamSocket extends Socket {
    private final InputStream in;
    private final OutputStream out;
    private final Closing closing;
    private volatile boolean closed;

    /** Ends the connection; called at most once. */
    @FunctionalInterface
    public interface Closing {
        void close() throws IOException;
    }

    public StreamSocket(InputStream in, OutputStream out, Closing closing) {
        this.in = Objects.requireNonNull(in, "in");
        this.out = Objects.requireNonNull(out, "out");
        this.closing = Objects.requireNonNull(closing, "closing");
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            closing.close();
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
