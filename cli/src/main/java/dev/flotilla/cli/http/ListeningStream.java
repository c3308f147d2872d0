package dev.flotilla.cli.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.TimerTask;

/**
 * What comes from a socket, which is closed when somebody waits for it and nothing comes for too long. Time in which nobody
 * waits does not count: a reader may be slow. One reader at a time.
 */
final class ListeningStream extends FilterInputStream {
    private static final int LOOKS = 4;

    private final Socket socket;
    private final TimerTask watch = new TimerTask() {
        @Override
        public void run() {
            look();
        }
    };
    private volatile Duration limit = Duration.ZERO;
    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile boolean expired;

    ListeningStream(Socket socket) throws IOException {
        super(socket.getInputStream());
        this.socket = socket;
    }

    /** From now on; may be said once. No limit when it is zero. */
    void limit(Duration silence) {
        limit = silence;
        if (!silence.isZero()) {
            long period = Math.max(1, silence.toMillis() / LOOKS);
            Deadline.TIMER.schedule(watch, period, period);
        }
    }

    private void look() {
        if (!waiting || System.nanoTime() - waitingSince < limit.toNanos()) {
            return;
        }
        expired = true;
        watch.cancel();
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed for the reader either way
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            int read = in.read(buffer, offset, length);
            if (read < 0 && expired) {
                throw silent();
            }
            return read;
        } catch (IOException e) {
            throw expired ? silent() : e;
        } finally {
            waiting = false;
        }
    }

    private SocketTimeoutException silent() {
        return new SocketTimeoutException("nothing was heard for " + limit.toMillis() / 1000.0 + " s");
    }

    /** Nobody waits any more. */
    void end() {
        watch.cancel();
    }
}
