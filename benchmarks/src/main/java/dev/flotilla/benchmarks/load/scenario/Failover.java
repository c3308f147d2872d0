package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.MoveWatch;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.UnitTimes;
import dev.flotilla.benchmarks.load.Usage;
import dev.flotilla.benchmarks.load.hollow.HollowFleet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Some machines lose power at the same moment. The cluster notices after the TTL; from then on it is decided where their units
 * go, told to the machines, and they run.
 */
public final class Failover implements Scenario {
    private static final int LONE_MACHINES = 5;
    private static final int FIRST_OF_PER_CENT = 10;
    private static final long APART_MILLIS = 400;

    private final String name;
    private final boolean together;
    private final IntFunction<List<Integer>> victims;

    /**
     * @param together all lose power at once; otherwise one after the other, each on its own
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

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        List<Integer> machines = victims.apply(stage.fleet().size());
        Map<Integer, List<String>> units = new HashMap<>();
        machines.forEach(machine -> units.put(machine, stage.fleet().unitsOf(machine)));
        var times = new UnitTimes();
        stage.fleet().events(times);
        units.values().forEach(those -> those.forEach(times::ask));
        try (var watch = new MoveWatch(stage.plane().registryPorts().getFirst())) {
            Usage before = Usage.of(stage.plane());
            long off = switchOff(stage, machines);
            times.awaitAllRunning(stage.patience());
            long running = System.nanoTime();
            Usage after = Usage.of(stage.plane());
            long lastLost = machines.stream()
                    .mapToLong(machine -> lost(watch, stage, machine))
                    .max()
                    .orElseThrow();
            long[] decided = decided(watch, stage, units);
            long moved = units.values().stream().mapToLong(List::size).sum();
            return after.since(before)
                    .putAll(after.perOperation(before, moved))
                    .put("units", moved)
                    .put("noticed", (lastLost - off) / 1e9)
                    .put("decided-p50", decided[decided.length / 2] / 1e6)
                    .put("decided-max", decided[decided.length - 1] / 1e6)
                    .put("again", (running - lastLost) / 1e6);
        } finally {
            stage.fleet().switchOn(machines);
            Join.awaitOnline(stage);
        }
    }

    private long switchOff(Stage stage, List<Integer> machines) throws InterruptedException {
        long last = System.nanoTime();
        if (together) {
            stage.fleet().switchOff(machines);
            return last;
        }
        for (int machine : machines) {
            last = System.nanoTime();
            stage.fleet().switchOff(List.of(machine));
            Thread.sleep(APART_MILLIS);
        }
        return last;
    }

    /**
     * Nanoseconds from when a machine was seen lost until the last of its units was seen placed elsewhere, sorted. Machines that
     * went together are not found lost together: each was heard last at another time.
     */
    private static long[] decided(MoveWatch watch, Stage stage, Map<Integer, List<String>> units) {
        return units.entrySet().stream()
                .mapToLong(entry -> lastPlaced(watch, entry.getValue()) - lost(watch, stage, entry.getKey()))
                .sorted()
                .toArray();
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
