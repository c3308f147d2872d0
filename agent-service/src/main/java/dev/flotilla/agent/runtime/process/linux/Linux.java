package dev.flotilla.agent.runtime.process.linux;

import static dev.flotilla.agent.runtime.process.linux.Native.INT;
import static dev.flotilla.agent.runtime.process.linux.Native.LONG;
import static dev.flotilla.agent.runtime.process.linux.Native.POINTER;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.model.error.FlotillaError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/** System calls that need no state of their own. */
public final class Linux {
    /** The same number on every 64-bit architecture; glibc has a function for it only since 2.36. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int P_ALL = 0;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int SIGINFO_BYTES = 128;
    /** Behind three numbers and padding, on 64 bits. */
    private static final long SIGINFO_PID_OFFSET = 16;

    private static final Native KILL = Native.of("kill", INT, INT, INT);
    private static final Native CLOSE = Native.of("close", INT, INT);
    private static final Native PIDFD_OPEN = Native.variadic("syscall", 1, LONG, LONG, INT, INT);
    private static final Native WAIT4 = Native.of("wait4", INT, INT, POINTER, INT, POINTER);
    private static final Native WAITID = Native.of("waitid", INT, INT, INT, POINTER, INT);
    private static final Native PRCTL = Native.variadic("prctl", 1, INT, INT, LONG);
    private static final Native GETEUID = Native.of("geteuid", INT);
    private static final Native UMASK = Native.of("umask", INT, INT);

    private Linux() {}

    /** False when there is no such process any more; not being allowed to is an error. */
    public static boolean kill(long pid, int signal) {
        long result = KILL.raw((int) pid, signal);
        if (result < 0 && result != -Errno.ESRCH) {
            throw new LinuxException("kill", (int) -result);
        }
        return result == 0;
    }

    public static boolean isRoot() {
        return userId() == 0;
    }

    /** Of the effective user. */
    public static long userId() {
        return Integer.toUnsignedLong((int) GETEUID.raw());
    }

    /** Sets the umask of this process and so of what it spawns. */
    public static void umask(int mask) {
        UMASK.call(mask);
    }

    /**
     * Finds out at once whether this system has what is needed.
     *
     * @throws dev.flotilla.model.error.FlotillaException when it does not
     */
    public static void check() {
        try {
            close(openPidfd(ProcessHandle.current().pid()));
            Spawner.check();
        } catch (LinkageError | RuntimeException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw new FlotillaError.Unsupported(
                            "the process runtime needs Linux 5.3 and glibc 2.34 or newer: " + cause.getMessage())
                    .asException();
        }
    }

    /** Orphans among our processes' descendants become our children, so that their exit status can be had. */
    public static void becomeSubreaper() {
        PRCTL.call(PR_SET_CHILD_SUBREAPER, 1L);
    }

    /**
     * A descriptor that becomes readable when the process ends; negative when there is no such process. Of one that was waited
     * for, and whose number is still that of a session or group, kernels before 6.16 say EINVAL.
     */
    static int openPidfd(long pid) {
        long fd = PIDFD_OPEN.raw(SYS_PIDFD_OPEN, (int) pid, 0);
        if (fd < 0 && fd != -Errno.ESRCH && fd != -Errno.EINVAL) {
            throw new LinuxException("pidfd_open", (int) -fd);
        }
        return (int) fd;
    }

    static void close(int fd) {
        CLOSE.raw(fd);
    }

    /** Takes the exit status of an ended process: unknown when it is not our child. */
    static ExitStatus reap(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(INT);
            long got = WAIT4.raw((int) pid, status, WNOHANG, MemorySegment.NULL);
            return got == pid ? ExitStatus.ofWaitStatus(status.get(INT, 0)) : ExitStatus.unknown();
        }
    }

    /** Some child that has ended and was not waited for yet, without waiting for it; 0 when there is none. */
    static long peekEndedChild() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            long result = WAITID.raw(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
            return result < 0 ? 0 : info.get(INT, SIGINFO_PID_OFFSET);
        }
    }

    static MemorySegment path(Arena arena, Path path) {
        return arena.allocateFrom(path.toString());
    }
}
