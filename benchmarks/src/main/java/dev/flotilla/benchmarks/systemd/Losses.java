package dev.flotilla.benchmarks.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How soon a loss is made good. Each time runs from the command that brings it about. */
final class Losses {
    private static final int ROUNDS = 3;
    private static final int UNITS_OF_A_MACHINE = 10;

    private final Machines machines;
    private final FleetApi api;

    Losses(Machines machines, FleetApi api) {
        this.machines = machines;
        this.api = api;
    }

    /** The leading scheduler is killed, and a unit submitted at once. */
    void leader() {
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String unit = "next-" + round + ".service";
            String leader = api.leader();
            long start = System.nanoTime();
            Docker.kill(leader);
            api.launch(unit);
            api.awaitActive(unit);
            seconds.add(since(start));
            machines.startScheduler(leader);
            api.destroy(unit);
            api.awaitNothing();
        }
        Rows.row("leading scheduler killed -> next unit active, median of 3", text(Median.of(seconds)), "5.00 s");
    }

    /** A machine is shut down in good order. */
    void shutdown() {
        machine("shut down", "off", "2.00 s", Docker::stop);
    }

    /** A machine is killed: nobody is told. */
    void kill() {
        machine("killed", "lost", "9.00 s", Docker::kill);
    }

    private void machine(String how, String prefix, String limit, Consumer<String> loss) {
        List<Double> seconds = new ArrayList<>();
        Set<Integer> moved = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            String machine = machines.names().get(round % machines.names().size());
            List<String> units = launch(prefix + "-" + round);
            Set<String> moving = api.activeOn(machines.id(machine));
            moved.add(moving.size());
            long start = System.nanoTime();
            var going = CompletableFuture.runAsync(() -> loss.accept(machine));
            api.awaitElsewhere(moving, machines.id(machine));
            seconds.add(since(start));
            going.join();
            machines.startMachine(machine, api);
            FleetApi.together(units, api::destroy);
            api.awaitNothing();
        }
        String counts = moved.stream().map(String::valueOf).collect(Collectors.joining(" or "));
        Rows.row(
                "machine with " + counts + " units " + how + " -> last active elsewhere, median of 3",
                text(Median.of(seconds)),
                limit);
        Rows.row("  the slowest", text(seconds.stream().max(Double::compare).orElseThrow()));
    }

    /** As many for each machine. */
    private List<String> launch(String prefix) {
        List<String> units = IntStream.range(
                        0, UNITS_OF_A_MACHINE * machines.names().size())
                .mapToObj(i -> prefix + "-" + i + ".service")
                .toList();
        FleetApi.together(units, api::launch);
        api.awaitActive(units.size());
        return units;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String text(double seconds) {
        return "%.2f s".formatted(seconds);
    }
}
