package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What runs where, down to the process ids: equal before and after means nothing was touched. */
record Running(Map<String, List<String>> units, Map<String, List<Long>> processes) {

    /** Waits until so many units are active, each on its machine. */
    static Running settled(LocalCluster cluster, int units) {
        LocalCluster.eventually()
                .untilAsserted(() -> assertThat(cluster.active()).hasSize(units));
        return of(cluster);
    }

    static Running of(LocalCluster cluster) {
        return new Running(cluster.active(), processes(cluster));
    }

    /**
     * The first process of each unit, not its children: a shell loop has a new {@code sleep} every second. What
     * ends while we look is none.
     */
    static Map<String, List<Long>> processes(LocalCluster cluster) {
        var processes = new TreeMap<String, List<Long>>();
        cluster.machines().forEach((name, id) -> {
            List<Long> all = cluster.processesOf(id);
            processes.put(
                    name,
                    all.stream()
                            .filter(pid -> parent(pid)
                                    .filter(parent -> !all.contains(parent))
                                    .isPresent())
                            .toList());
        });
        return processes;
    }

    /** From one read of {@code /proc/PID/stat}, see proc_pid_stat(5): the name in brackets may contain anything. */
    private static Optional<Long> parent(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(
                    Long.valueOf(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
