package dev.flotilla.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The time since this box was booted, by which the kernel notes when each process began. */
final class BootClock {
    /** Of all architectures' {@code sysconf(_SC_CLK_TCK)}, 100 a second. */
    private static final Duration TICK = Duration.ofMillis(10);
    /** The 22nd, see proc_pid_stat(5), counted from the one after the name. */
    private static final int START_TIME = 22 - 3;

    private BootClock() {}

    /** To a hundredth of a second. */
    static Duration now() {
        String uptime = read(Path.of("/proc/uptime")).split(" ")[0];
        return Duration.ofMillis(Math.round(Double.parseDouble(uptime) * 1000));
    }

    /** When a process began that is there. */
    static Duration startOf(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return TICK.multipliedBy(Long.parseLong(fields[START_TIME]));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
