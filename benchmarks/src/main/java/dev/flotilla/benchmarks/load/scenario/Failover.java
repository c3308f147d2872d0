package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.MoveWatch;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.UnitTimes;
import dev.flotilla.benchmarks.load.Usage;
import dev.flotilla.benchmarks.load.hollow.HollowFleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Some machines lose power at the same moment. The cluster notices after the TTL; from then on it is decided where their units
 * go, told to the machines, and they run.
 */
public final class Failover implements Scenario {
    private static final int LONE_MACHINES = 5;
    private static final int FIRST_OF_PER_CENT = 10;

    private final String name;
    private final boolean together;
    private final IntFunction<List<Integer>> victims;

    /**
     * @param together all lose power at once; otherwise one after the other, each when the last one's units run again
     * @param victims which machines, of a cluster of so many
     */
    private Failover(String name, boolean together, IntFunction<List<Integer>> victims) {
        this.name = name;
        this.together = together;
        this.victims = victims;
    }

    /** A single machine; five times. */
    static Failover ofOneMachine() {
        return new Failover("failover", false, size -> range(0, LONE_MACHINES));
    }

    static Failover ofOnePerCent() {
        return new Failover("failover-1%", true, size -> range(FIRST_OF_PER_CENT, Math.max(1, size / 100)));
    }

    static Failover ofRack() {
        return new Failover("failover-rack", true, size -> range(size - HollowFleet.RACK, HollowFleet.RACK));
    }

    private static List<Integer> range(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * One loss of power.
     *
     * @param units of how many
     * @param noticed nanoseconds until the last of its machines was seen lost
     * @param again nanoseconds from then until all of its units ran
     * @param decided of each machine, nanoseconds from when it was seen lost until the last of its units was seen placed
     *     elsewhere. Machines that went together are not found lost together: each was heard last at another time.
     */
    private record Loss(long units, long noticed, long again, List<Long> decided) {}

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        List<Integer> machines = victims.apply(stage.fleet().size());
        var times = new UnitTimes();
        stage.fleet().events(times);
        try (var watch = new MoveWatch(stage.plane().registryPorts().getFirst())) {
            Usage before = Usage.of(stage.plane());
            List<Loss> losses = new ArrayList<>();
            for (List<Integer> group : together ? List.of(machines) : each(machines)) {
                losses.add(lose(stage, watch, times, group));
            }
            Usage after = Usage.of(stage.plane());
            long moved = losses.stream().mapToLong(Loss::units).sum();
            List<Long> decided = losses.stream()
                    .flatMap(loss -> loss.decided().stream())
                    .sorted()
                    .toList();
            return after.since(before)
                    .putAll(after.perOperation(before, moved))
                    .put("units", moved)
                    .put("noticed", median(losses, Loss::noticed) / 1e9)
                    .put("decided-p50", decided.get(decided.size() / 2) / 1e6)
                    .put("decided-max", decided.getLast() / 1e6)
                    .put("again", median(losses, Loss::again) / 1e6);
        } finally {
            stage.fleet().switchOn(machines);
            Join.awaitOnline(stage);
        }
    }

    private static List<List<Integer>> each(List<Integer> machines) {
        return machines.stream().map(List::of).toList();
    }

    private static Loss lose(Stage stage, MoveWatch watch, UnitTimes times, List<Integer> machines)
            throws InterruptedException {
        Map<Integer, List<String>> units = new HashMap<>();
        machines.forEach(machine -> units.put(machine, stage.fleet().unitsOf(machine)));
        units.values().forEach(those -> those.forEach(times::ask));
        long off = System.nanoTime();
        stage.fleet().switchOff(machines);
        times.awaitAllRunning(stage.patience());
        long running = System.nanoTime();
        long lastLost = machines.stream()
                .mapToLong(machine -> lost(watch, stage, machine))
                .max()
                .orElseThrow();
        return new Loss(
                units.values().stream().mapToLong(List::size).sum(),
                lastLost - off,
                running - lastLost,
                units.entrySet().stream()
                        .map(entry -> lastPlaced(watch, entry.getValue()) - lost(watch, stage, entry.getKey()))
                        .toList());
    }

    private static long median(List<Loss> losses, ToLongFunction<Loss> figure) {
        return losses.stream().mapToLong(figure).sorted().toArray()[losses.size() / 2];
    }

    private static long lost(MoveWatch watch, Stage stage, int machine) {
        return watch.lost(stage.fleet().id(machine)).orElseThrow();
    }

    private static long lastPlaced(MoveWatch watch, List<String> units) {
        return units.stream()
                .mapToLong(unit -> watch.placed(unit).orElseThrow())
                .max()
                .orElseThrow();
    }
}
