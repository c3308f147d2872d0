package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a socket when an exchange takes too long. One means for every kind of socket: Unix sockets and ssh know no
 * timeout of their own, and one for each read would not bound the whole.
 */
final class Deadline implements AutoCloseable {
    /** Shared by all that watch sockets. */
    static final Timer TIMER = new Timer("request-deadlines", true);

    private final AtomicBoolean expired = new AtomicBoolean();
    private final Duration timeout;
    private final TimerTask task;

    /** No deadline when the timeout is zero. */
    Deadline(Socket socket, Duration timeout) {
        this.timeout = timeout;
        this.task = new TimerTask() {
            @Override
            public void run() {
                expired.set(true);
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is closed for the reader either way.
                    expired.set(true);
                }
            }
        };
        if (!timeout.isZero()) {
            TIMER.schedule(task, timeout.toMillis());
        }
    }

    /** What to report for a failure: that it took too long, if that is why. */
    IOException explain(IOException failure) {
        if (!expired.get()) {
            return failure;
        }
        var explained = new SocketTimeoutException("no answer within " + timeout.toMillis() / 1000.0 + " s");
        explained.initCause(failure);
        return explained;
    }

    @Override
    public void close() {
        task.cancel();
    }
}
