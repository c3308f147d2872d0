package dev.flotilla.agent.runtime.process.linux;

import static dev.flotilla.agent.runtime.process.linux.Native.INT;
import static dev.flotilla.agent.runtime.process.linux.Native.LONG;
import static dev.flotilla.agent.runtime.process.linux.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Says which files of one directory were written to. Notices are gathered: after each batch it rests for a while, so that
 * a process that writes without end costs some tens of wake-ups a second and not one a write. For the reactor's thread.
 */
public final class Inotify implements AutoCloseable {
    private static final Native INIT = Native.of("inotify_init1", INT, INT);
    private static final Native ADD = Native.of("inotify_add_watch", INT, INT, POINTER, INT);
    private static final Native READ = Native.of("read", LONG, INT, POINTER, LONG);
    private static final int CLOEXEC_NONBLOCK = 0x80000 | 0x800;
    private static final int IN_MODIFY = 2;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HEADER_BYTES = 16;
    private static final int MASK_OFFSET = 4;
    private static final int LENGTH_OFFSET = 12;

    private final Reactor reactor;
    private final Duration rest;
    private final Consumer<Optional<String>> written;
    private final int fd = INIT.call(CLOEXEC_NONBLOCK);
    private Reactor.Watch watch;
    private boolean closed;

    /**
     * @param rest between two batches
     * @param written the file's name; empty when notices were lost and any file may have been written
     */
    public Inotify(Reactor reactor, Path directory, Duration rest, Consumer<Optional<String>> written) {
        this.reactor = reactor;
        this.rest = rest;
        this.written = written;
        try (Arena arena = Arena.ofConfined()) {
            ADD.call(fd, Linux.path(arena, directory), IN_MODIFY);
        } catch (LinuxException e) {
            Linux.close(fd);
            throw e;
        }
        this.watch = reactor.watch(fd, this::readable);
    }

    private void readable() {
        watch.cancel();
        boolean lost = false;
        Set<String> names = new LinkedHashSet<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
            long count;
            while ((count = READ.raw(fd, buffer, (long) BUFFER_BYTES)) > 0) {
                for (long at = 0; at < count; at += HEADER_BYTES + buffer.get(INT, at + LENGTH_OFFSET)) {
                    if ((buffer.get(INT, at + MASK_OFFSET) & IN_Q_OVERFLOW) != 0) {
                        lost = true;
                    } else {
                        names.add(buffer.getString(at + HEADER_BYTES));
                    }
                }
            }
        }
        reactor.schedule(rest, this::resume);
        if (lost) {
            written.accept(Optional.empty());
        } else {
            names.forEach(name -> written.accept(Optional.of(name)));
        }
    }

    private void resume() {
        if (!closed) {
            watch = reactor.watch(fd, this::readable);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            watch.cancel();
            Linux.close(fd);
        }
    }
}
