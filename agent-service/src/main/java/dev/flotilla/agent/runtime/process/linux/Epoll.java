package dev.flotilla.agent.runtime.process.linux;

import static dev.flotilla.agent.runtime.process.linux.Native.INT;
import static dev.flotilla.agent.runtime.process.linux.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;

/** Waits for descriptors to become readable; each is known by a token of the caller's. For one thread. */
final class Epoll implements AutoCloseable {
    private static final Native CREATE = Native.of("epoll_create1", INT, INT);
    private static final Native CONTROL = Native.of("epoll_ctl", INT, INT, INT, INT, POINTER);
    private static final Native WAIT = Native.of("epoll_wait", INT, INT, POINTER, INT, INT);

    private static final int CLOEXEC = 0x80000;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int EPOLLIN = 1;
    private static final int BATCH = 64;

    /** struct epoll_event is packed on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch", "").matches("amd64|x86_64");

    private static final long EVENT_BYTES = PACKED ? 12 : 16;
    private static final long TOKEN_OFFSET = PACKED ? 4 : 8;
    private static final ValueLayout.OfLong TOKEN = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate(EVENT_BYTES * BATCH, Long.BYTES);
    private final int fd = CREATE.call(CLOEXEC);

    void add(int watched, long token) {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment event = once.allocate(EVENT_BYTES, Long.BYTES);
            event.set(ValueLayout.JAVA_INT_UNALIGNED, 0, EPOLLIN);
            event.set(TOKEN, TOKEN_OFFSET, token);
            CONTROL.call(fd, ADD, watched, event);
        }
    }

    void remove(int watched) {
        CONTROL.raw(fd, DELETE, watched, MemorySegment.NULL);
    }

    /**
     * Hands over the tokens of what is readable.
     *
     * @param timeoutMillis negative: as long as it takes
     */
    void await(int timeoutMillis, LongConsumer ready) {
        long count = WAIT.raw(fd, events, BATCH, timeoutMillis);
        if (count < 0 && count != -Errno.EINTR) {
            throw new LinuxException("epoll_wait", (int) -count);
        }
        for (long i = 0; i < count; i++) {
            ready.accept(events.get(TOKEN, i * EVENT_BYTES + TOKEN_OFFSET));
        }
    }

    @Override
    public void close() {
        Linux.close(fd);
        arena.close();
    }
}
