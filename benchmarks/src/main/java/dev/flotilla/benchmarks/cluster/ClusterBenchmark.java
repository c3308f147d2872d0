package dev.flotilla.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Three machines on this one: how long a unit takes from PUT to active, how long 300 take, and what the cluster costs
 * when nothing happens. Each figure is printed beside its goal.
 */
public final class ClusterBenchmark {
    private static final int SINGLE_UNITS = 50;
    private static final int HELPS = 9;
    private static final int MANY_UNITS = 300;
    private static final int ROUNDS = 5;
    /** As many as the command line sends at the same time. */
    private static final int CLIENTS = 16;

    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final BenchedCluster cluster;

    private ClusterBenchmark(BenchedCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param arguments the project's root, then {@code --etcd} for a cluster on three etcd members
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        try (var cluster = BenchedCluster.up(Path.of(arguments[0]), options)) {
            var benchmark = new ClusterBenchmark(cluster);
            System.out.printf(
                    "%-46s %12s %12s%n",
                    "on " + (options.contains("--etcd") ? "etcd" : "the embedded store"), "measured", "goal");
            benchmark.box();
            benchmark.oneUnit();
            benchmark.manyUnits();
            benchmark.idle();
        }
    }

    /** On a box where this takes twice as long, expect twice the times of docs/performance.md. */
    private void box() throws IOException, InterruptedException {
        var millis = new double[HELPS];
        for (int i = 0; i < HELPS; i++) {
            millis[i] = cluster.helpMillis();
        }
        Arrays.sort(millis);
        row("the box: flotilla --help, median", "%.0f ms".formatted(millis[HELPS / 2]), "");
    }

    private void oneUnit() throws InterruptedException {
        var millis = new double[SINGLE_UNITS];
        for (int i = -10; i < SINGLE_UNITS; i++) {
            String name = "single-" + (i + 10) + ".service";
            long start = System.nanoTime();
            cluster.launch(name);
            cluster.awaitActive(name);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            cluster.destroy(name);
        }
        Arrays.sort(millis);
        row(
                "PUT launched -> active in /fleet/v1/state, median",
                "%.0f ms".formatted(millis[SINGLE_UNITS / 2]),
                "100 ms");
        row("  the same, 90th percentile", "%.0f ms".formatted(millis[SINGLE_UNITS * 9 / 10]), "");
        cluster.awaitActive(0);
    }

    private void manyUnits() throws InterruptedException {
        var seconds = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            int current = round;
            long start = System.nanoTime();
            try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
                IntStream.range(0, MANY_UNITS)
                        .forEach(i -> clients.submit(() -> cluster.launch("many-" + current + "-" + i + ".service")));
            }
            cluster.awaitActive(MANY_UNITS);
            seconds.add((System.nanoTime() - start) / 1e9);
            if (round < ROUNDS - 1) {
                IntStream.range(0, MANY_UNITS).forEach(i -> cluster.destroy("many-" + current + "-" + i + ".service"));
                cluster.awaitActive(0);
            }
        }
        double first = seconds.getFirst();
        seconds.sort(null);
        row("300 units, submit to all active, median of " + ROUNDS, "%.2f s".formatted(seconds.get(ROUNDS / 2)), "3 s");
        row("  the first time, of services that are still cold", "%.2f s".formatted(first), "");
    }

    private void idle() throws InterruptedException {
        Thread.sleep(SETTLE);
        var before = cluster.sample();
        Thread.sleep(IDLE);
        var after = cluster.sample();
        row("idle, 300 units: store writes per second", "%.2f".formatted(after.writesSince(before)), "0");
        after.cpuSince(before)
                .forEach((service, percent) ->
                        row("idle, 300 units: " + service + ", % of a core", "%.2f".formatted(percent), "1"));
        after.memory().forEach((service, mib) -> row("memory with 300 units: " + service, mib + " MiB", ""));
    }

    private static void row(String what, String measured, String goal) {
        System.out.printf("%-46s %12s %12s%n", what, measured, goal);
    }
}
