package dev.flotilla.agent.runtime.process.linux;

/** Error numbers of Linux that are told apart here, and their words. */
final class Errno {
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EEXIST = 17;
    static final int EINVAL = 22;

    private Errno() {}

    static String words(int errno) {
        return switch (errno) {
            case 1 -> "Operation not permitted";
            case EINVAL -> "Invalid argument";
            case ENOENT -> "No such file or directory";
            case ESRCH -> "No such process";
            case 7 -> "Argument list too long";
            case 8 -> "Exec format error";
            case EAGAIN -> "Resource temporarily unavailable";
            case 12 -> "Cannot allocate memory";
            case 13 -> "Permission denied";
            case 20 -> "Not a directory";
            case 23, 24 -> "Too many open files";
            case 26 -> "Text file busy";
            case 28 -> "No space left on device";
            case 36 -> "File name too long";
            case 40 -> "Too many levels of symbolic links";
            default -> "error " + errno;
        };
    }
}
