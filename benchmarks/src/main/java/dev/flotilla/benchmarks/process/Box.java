package dev.flotilla.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The machine that everything runs on. */
public final class Box {
    private static final double TICKS_PER_SECOND = 100;
    /** In /proc/stat: user, nice, system, then idle and iowait, irq, softirq, steal; guest time is in user. */
    private static final List<Integer> BUSY = List.of(0, 1, 2, 5, 6, 7);

    private Box() {}

    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** CPU seconds that anybody used since the box started; what the host took away counts too. */
    public static double busySeconds() {
        String[] fields = first(Path.of("/proc/stat"), "cpu ").strip().split(" +");
        return BUSY.stream().mapToLong(field -> Long.parseLong(fields[field])).sum() / TICKS_PER_SECOND;
    }

    /** In a sentence. */
    public static String description() {
        long gibibytes = Math.round(
                Long.parseLong(first(Path.of("/proc/meminfo"), "MemTotal:").replaceAll("\\D", "")) / 1024.0 / 1024);
        return "The machine: %d cores of %s, %d GiB, Linux %s, JDK %s."
                .formatted(
                        cores(),
                        first(Path.of("/proc/cpuinfo"), "model name")
                                .replaceFirst(".*: ", "")
                                .strip(),
                        gibibytes,
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static String first(Path file, String beginning) {
        try {
            return Arrays.stream(Files.readString(file).split("\n"))
                    .filter(line -> line.startsWith(beginning))
                    .map(line -> line.substring(beginning.length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
