package dev.flotilla.agent.runtime.process.linux;

import static dev.flotilla.agent.runtime.process.linux.Native.INT;
import static dev.flotilla.agent.runtime.process.linux.Native.LONG;
import static dev.flotilla.agent.runtime.process.linux.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Where services say {@code READY=1}: a datagram socket as in sd_notify(3). The kernel vouches for the sender's process
 * id. It has an abstract name, so that neither the length of a path nor file permissions matter, and so that the next
 * agent takes the same name; a sender must be in the agent's network namespace.
 */
public final class NotifySocket implements AutoCloseable {
    private static final Native SOCKET = Native.of("socket", INT, INT, INT, INT);
    private static final Native SETSOCKOPT = Native.of("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final Native BIND = Native.of("bind", INT, INT, POINTER, INT);
    private static final Native RECVMSG = Native.of("recvmsg", LONG, INT, POINTER, INT);

    private static final int AF_UNIX = 1;
    private static final int DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SCM_CREDENTIALS = 2;
    private static final int MOST_NAME_BYTES = 107;
    private static final int MESSAGE_BYTES = 4096;
    /** One header and struct ucred: descriptors that are sent along find no room, and the kernel closes them. */
    private static final int CONTROL_BYTES = 32;

    private static final int MSGHDR_BYTES = 56;

    private final int fd;
    private final String name;
    private final BiConsumer<Long, String> message;
    private final Reactor.Watch watch;

    /**
     * @param name at most 107 bytes
     * @param message the sender's process id and what it said, {@code NAME=value} lines
     */
    public NotifySocket(Reactor reactor, String name, BiConsumer<Long, String> message) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException("longer than a socket's name may be: " + name);
        }
        this.name = name;
        this.message = message;
        this.fd = SOCKET.call(AF_UNIX, DGRAM_CLOEXEC_NONBLOCK, 0);
        try (Arena arena = Arena.ofConfined()) {
            SETSOCKOPT.call(fd, SOL_SOCKET, SO_PASSCRED, arena.allocateFrom(INT, 1), Integer.BYTES);
            int length = Short.BYTES + 1 + bytes.length;
            MemorySegment address = arena.allocate(length, Long.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES + 1L, bytes.length);
            BIND.call(fd, address, length);
        } catch (LinuxException e) {
            Linux.close(fd);
            throw e;
        }
        this.watch = reactor.watch(fd, this::readable);
    }

    /** The value for {@code NOTIFY_SOCKET}. */
    public String address() {
        return "@" + name;
    }

    private void readable() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MESSAGE_BYTES, Long.BYTES);
            MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
            MemorySegment header = header(arena, text, control);
            long length = RECVMSG.raw(fd, header, 0);
            if (length < 0 || control.get(INT, 12) != SCM_CREDENTIALS) {
                return;
            }
            byte[] bytes = text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            message.accept((long) control.get(INT, 16), new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** struct msghdr with one struct iovec. */
    private static MemorySegment header(Arena arena, MemorySegment text, MemorySegment control) {
        MemorySegment vector = arena.allocate(2L * Long.BYTES, Long.BYTES);
        vector.set(ValueLayout.ADDRESS, 0, text);
        vector.set(LONG, Long.BYTES, text.byteSize());
        MemorySegment header = arena.allocate(MSGHDR_BYTES, Long.BYTES);
        header.set(ValueLayout.ADDRESS, 16, vector);
        header.set(LONG, 24, 1);
        header.set(ValueLayout.ADDRESS, 32, control);
        header.set(LONG, 40, control.byteSize());
        return header;
    }

    @Override
    public void close() {
        watch.cancel();
        Linux.close(fd);
    }
}
