package dev.flotilla.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** An answer's body without its framing: chunked, of a known length, or to the connection's end (RFC 9112, 6.3). */
final class BodyStream extends InputStream {
    private static final long TO_THE_END = -1;

    private final InputStream in;
    private final Trailers trailers = new Trailers();
    private final boolean chunked;
    /** What is left of the body, or of the chunk. */
    private long left;

    private boolean done;

    BodyStream(InputStream in, ResponseHead head) throws IOException {
        this.in = in;
        this.chunked = head.isChunked() && !head.hasNoBody();
        this.left = length(head);
        this.done = left == 0 && !chunked;
    }

    private static long length(ResponseHead head) throws IOException {
        if (head.hasNoBody() || head.isChunked()) {
            return 0;
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            return TO_THE_END;
        }
        try {
            return Long.parseUnsignedLong(length);
        } catch (NumberFormatException e) {
            throw new ProtocolException("a broken Content-Length: \"" + length + "\"");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!done && chunked && left == 0) {
            nextChunk();
        }
        if (done) {
            return -1;
        }
        int read = in.read(buffer, offset, left == TO_THE_END ? length : (int) Math.min(length, left));
        if (read < 0) {
            if (left != TO_THE_END) {
                throw new EOFException("the connection ended within an answer");
            }
            done = true;
            return -1;
        }
        advance(read);
        return read;
    }

    private void advance(int read) throws IOException {
        if (left == TO_THE_END) {
            return;
        }
        left -= read;
        if (left == 0 && chunked) {
            ResponseHead.readLine(in);
        }
        done = left == 0 && !chunked;
    }

    private void nextChunk() throws IOException {
        String line = ResponseHead.readLine(in);
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        try {
            left = Long.parseUnsignedLong(size, 16);
        } catch (NumberFormatException e) {
            throw new ProtocolException("a broken chunk size: \"" + line + "\"");
        }
        if (left == 0) {
            done = true;
            readTrailers();
        }
    }

    private void readTrailers() throws IOException {
        for (String line = ResponseHead.readLine(in); !line.isEmpty(); line = ResponseHead.readLine(in)) {
            trailers.add(line);
        }
    }

    Trailers trailers() {
        return trailers;
    }

    @Override
    public int available() throws IOException {
        return done || left == 0 ? 0 : (int) Math.min(in.available(), left < 0 ? Integer.MAX_VALUE : left);
    }
}
