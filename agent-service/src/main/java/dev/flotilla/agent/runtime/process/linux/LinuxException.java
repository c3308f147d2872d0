package dev.flotilla.agent.runtime.process.linux;

/** A system call failed. */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    LinuxException(String call, int errno) {
        super(call + ": " + Errno.words(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** The system's words without the call's name. */
    public String words() {
        return Errno.words(errno);
    }
}
