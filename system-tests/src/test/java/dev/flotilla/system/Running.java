package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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

    /** The session leaders of the units only: a shell loop has a new {@code sleep} every few seconds. */
    static Map<String, List<Long>> processes(LocalCluster cluster) {
        var processes = new TreeMap<String, List<Long>>();
        cluster.machines()
                .forEach((name, id) -> processes.put(
                        name,
                        cluster.processesOf(id).stream()
                                .filter(pid -> ProcessHandle.of(pid)
                                        .flatMap(ProcessHandle::parent)
                                        .map(parent -> !cluster.processesOf(id).contains(parent.pid()))
                                        .orElse(true))
                                .toList()));
        return processes;
    }
}
