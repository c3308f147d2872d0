package dev.flotilla.system.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * When each copy of a unit lived, told by the copies themselves: each writes a line every 20 ms to a file of its own machine
 * and process. The machines are containers of one box and share its clock.
 *
 * @param lives by file, the first and the last nanosecond since 1970 at which that copy is known to have run
 */
public record Timeline(Map<String, Life> lives) {
    public Timeline {
        lives = Map.copyOf(lives);
    }

    /** From the first sign to the last, both included, in nanoseconds since 1970. */
    public record Life(long first, long last) {
        long common(Life other) {
            return Math.min(last, other.last) - Math.max(first, other.first);
        }
    }

    /** The option of a unit that writes its timeline under this name. */
    public static String exec(String name) {
        return "Service.ExecStart=/bin/sh -c 'host=$$(hostname); while :; do date +%%s%%N >>/timeline/" + name
                + ".$$host.$$$$; sleep 0.02; done'";
    }

    /** What the copies under this name have written. */
    public static Timeline read(Path folder, String name) {
        var lives = new TreeMap<String, Life>();
        try (var files = Files.newDirectoryStream(folder, name + ".*")) {
            for (Path file : files) {
                var signs = Files.readAllLines(file).stream()
                        .filter(line -> line.length() == 19)
                        .mapToLong(Long::parseLong)
                        .summaryStatistics();
                if (signs.getCount() > 0) {
                    lives.put(file.getFileName().toString(), new Life(signs.getMin(), signs.getMax()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Timeline(lives);
    }

    /** The first sign of a copy on any machine but this one. */
    public Instant firstElsewhere(String machine) {
        long first = lives.entrySet().stream()
                .filter(copy -> !copy.getKey().contains("." + machine + "."))
                .mapToLong(copy -> copy.getValue().first())
                .min()
                .orElseThrow(() -> new AssertionError("no copy but on " + machine + ": " + lives));
        return Instant.ofEpochSecond(0, first);
    }

    /** The longest time for which two copies lived at once; zero when there was no moment with two. */
    public Duration overlap() {
        long longest = 0;
        for (var one : lives.entrySet()) {
            for (var other : lives.entrySet()) {
                if (one.getKey().compareTo(other.getKey()) < 0) {
                    longest = Math.max(longest, one.getValue().common(other.getValue()));
                }
            }
        }
        return Duration.ofNanos(longest);
    }
}
