package dev.flotilla.agent.runtime.process.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The part of /proc/PID/stat that matters here; see proc(5). */
record ProcStat(long pid, String command, char state, long parent, long session, int niceness, long startTicks) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int NICE = 16;
    private static final int START = 19;

    /** Empty when there is no such process. */
    static Optional<ProcStat> read(long pid) {
        try {
            return Optional.of(
                    parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The command may hold blanks and brackets, so fields count from the last closing one. */
    static ProcStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        String[] fields = line.substring(close + 2).split(" ", START + 2);
        return new ProcStat(
                Long.parseLong(line.substring(0, open).strip()),
                line.substring(open + 1, close),
                fields[STATE].charAt(0),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[SESSION]),
                Integer.parseInt(fields[NICE]),
                Long.parseLong(fields[START]));
    }

    boolean isEnded() {
        return state == 'Z' || state == 'X';
    }
}
